import { useEffect, useRef, useState } from 'react'
import { limits } from '../../../shared/limits.ts'
import { PresenceState } from '../../../shared/protocol/presence.ts'
import { trpc } from '../../api.ts'
import type { SessionLink } from '../../live/session-link.ts'
import { useSelected } from '../../live/store.ts'
import { useMay, useSession } from '../session-context.tsx'
import type { Page } from './use-page.ts'

/** The page must be unchanged for this long before a thumbnail is taken. */
const settleMs = 1_500
const answerMs = 10_000
/** A card on a high-density screen, in pixels. */
const size = { width: 640, height: 400 }

/** The capable tab with the lowest client id takes the thumbnail. */
function isChosen({ awareness }: SessionLink): boolean {
  const able = [...awareness.getStates()].filter(
    ([, state]) => PresenceState.safeParse(state).data?.pictures === true,
  )
  return Math.min(...able.map(([id]) => id)) === awareness.clientID
}

/** Redraws the untrusted image, so that only its pixels are sent. Returns base64; null if it is no image. */
async function redraw(bytes: ArrayBuffer): Promise<string | null> {
  try {
    const bitmap = await createImageBitmap(new Blob([bytes]))
    const canvas = new OffscreenCanvas(size.width, size.height)
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, size.width, size.height)
    bitmap.close()
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 })
    if (blob.size > limits.pictureBytes) return null
    const binary = Array.from(new Uint8Array(await blob.arrayBuffer()), (byte) =>
      String.fromCharCode(byte),
    )
    return btoa(binary.join(''))
  } catch {
    return null
  }
}

function askPage({ post, listen }: Page): Promise<ArrayBuffer | null> {
  return new Promise((resolve) => {
    const end = (image: ArrayBuffer | null) => {
      clearTimeout(timer)
      stop()
      resolve(image)
    }
    const timer = setTimeout(() => end(null), answerMs)
    const stop = listen((message) => {
      if (message.type === 'picture') end(message.image)
    })
    post({ type: 'take_picture' })
  })
}

/**
 * When no run works and the page has settled, one tab takes a thumbnail unless the version has one. On failure the card
 * keeps the last.
 */
export function useThumbnail(page: Page) {
  const { link, view } = useSession()
  const may = useMay('session.picture')
  const { client } = trpc.useUtils()
  const running = useSelected(link.record, ({ meta }) => meta?.running != null)
  const { listen } = page
  const { connected, ready, error } = page.state
  const able = may && connected && ready && error === null
  useEffect(() => link.setPresence({ pictures: able }), [link, able])

  const [changes, setChanges] = useState(0)
  useEffect(
    () =>
      listen(({ type }) => {
        if (type === 'hmr') setChanges((count) => count + 1)
      }),
    [listen],
  )

  const latest = useRef(page)
  useEffect(() => {
    latest.current = page
  })
  useEffect(() => {
    if (!able || running) return
    const sessionId = view.id
    const take = async () => {
      if (!isChosen(link)) return
      const version = await client.preview.pictureWanted.query({ sessionId })
      if (version === null) return
      const bytes = await askPage(latest.current)
      const image = bytes && (await redraw(bytes))
      if (image) await client.preview.keepPicture.mutate({ sessionId, version, image })
    }
    // The next change tries again.
    const timer = setTimeout(() => void take().catch(() => undefined), settleMs)
    return () => clearTimeout(timer)
  }, [able, running, changes, link, client, view.id])
}
