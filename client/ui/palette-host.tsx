import { Suspense, lazy, useEffect, useState } from 'react'
import { Part } from './part.tsx'

const CommandPalette = lazy(() => import('./command-palette.tsx'))

const openEvent = 'fegg:palette'

export function openPalette(): void {
  window.dispatchEvent(new Event(openEvent))
}

/** Opens on Ctrl/Cmd-K; the code is fetched on first use. */
export function PaletteHost() {
  const [times, setTimes] = useState(0)
  useEffect(() => {
    const open = () => setTimes((before) => before + 1)
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || event.altKey || event.shiftKey) return
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      open()
    }
    window.addEventListener(openEvent, open)
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener(openEvent, open)
      window.removeEventListener('keydown', onKey)
    }
  }, [])
  if (times === 0) return null
  return (
    <Part name="palette" content={[times]} small>
      <Suspense>
        <CommandPalette opened={times} />
      </Suspense>
    </Part>
  )
}
