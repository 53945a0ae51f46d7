import { Button, VisuallyHidden } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { linkWords } from '../words/links.ts'

const copiedMs = 2_000

/** Needs a fallback: pages over plain http have no `navigator.clipboard`. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    area.style.position = 'fixed'
    area.style.opacity = '0'
    // inside the dialog, whose focus trap would take the focus
    const parent = document.activeElement?.parentElement ?? document.body
    parent.append(area)
    area.select()
    const copied = document.execCommand('copy')
    area.remove()
    return copied
  }
}

export function CopyLink({ address, what }: { address: string; what: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle')
  useEffect(() => {
    if (state !== 'copied') return
    const timer = setTimeout(() => setState('idle'), copiedMs)
    return () => clearTimeout(timer)
  }, [state])
  const copy = async () => setState((await copyText(address)) ? 'copied' : 'refused')
  if (state === 'refused') return <code>{address}</code>
  const Icon = state === 'copied' ? IconCheck : IconCopy
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<Icon size={14} stroke={1.8} aria-hidden />}
        aria-label={`Copy link: ${what}`}
        onClick={() => void copy()}
      >
        {state === 'copied' ? 'Copied' : 'Copy link'}
      </Button>
      <VisuallyHidden role="status">{state === 'copied' && linkWords.copied}</VisuallyHidden>
    </>
  )
}
