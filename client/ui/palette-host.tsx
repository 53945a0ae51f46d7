import { Suspense, lazy, useEffect, useState } from 'react'

const CommandPalette = lazy(() => import('./command-palette.tsx'))

const wanted = 'fegg:palette'

/** Opens the command palette from anywhere. */
export function openPalette(): void {
  window.dispatchEvent(new Event(wanted))
}

/** Waits for Ctrl/Cmd-K; the palette's code is fetched the first time that somebody wants it. */
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
    window.addEventListener(wanted, open)
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener(wanted, open)
      window.removeEventListener('keydown', onKey)
    }
  }, [])
  if (times === 0) return null
  return (
    <Suspense>
      <CommandPalette opened={times} />
    </Suspense>
  )
}
