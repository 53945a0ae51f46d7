import { useCallback, useState } from 'react'
import { z } from 'zod'

export const chatWidths = { usual: 404, least: 320, most: 640 }

const Stored = z.object({ width: z.number(), folded: z.boolean() })
type ChatWidth = z.infer<typeof Stored>

const key = 'fegg.chat'

function clamp(width: number) {
  return Math.min(chatWidths.most, Math.max(chatWidths.least, width))
}

function read(): ChatWidth {
  const usual = { width: chatWidths.usual, folded: false }
  try {
    const stored = Stored.parse(JSON.parse(localStorage.getItem(key) ?? 'null'))
    return { ...stored, width: clamp(stored.width) }
  } catch {
    return usual
  }
}

function write(value: ChatWidth) {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Without storage the width lasts as long as the page.
  }
}

/** Saved in this browser. */
export function useChatWidth() {
  const [value, setValue] = useState(read)
  const change = useCallback((part: Partial<ChatWidth>) => {
    setValue((before) => {
      const next = { ...before, ...part }
      const kept = { ...next, width: clamp(next.width) }
      write(kept)
      return kept
    })
  }, [])
  return { ...value, change }
}
