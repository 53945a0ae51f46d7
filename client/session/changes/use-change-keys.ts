import { useEffect, useEffectEvent } from 'react'

function isTaken(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input, textarea, select, [role=dialog], [role=menu], [role=listbox]') !==
        null)
  )
}

function stepOf({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): 1 | -1 | null {
  if (ctrlKey || metaKey) return null
  if (altKey) return key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : null
  return key === 'n' ? 1 : key === 'p' ? -1 : null
}

/** n and p, or Alt with the arrows, go to the next and the previous change while the pane is on the screen. */
export function useChangeKeys(shown: boolean, onStep: (by: 1 | -1) => void) {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const by = stepOf(event)
    if (by === null || isTaken(event.target)) return
    event.preventDefault()
    onStep(by)
  })
  useEffect(() => {
    if (!shown) return
    const listen = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [shown])
}
