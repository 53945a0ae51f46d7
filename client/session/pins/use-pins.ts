import { useCallback, useEffect, useMemo, useState } from 'react'
import { bridgeListLimit, type BridgeToApp } from '../../../shared/protocol/bridge.ts'
import type { Picked } from '../../../shared/protocol/anchor.ts'
import type { SourcePlace } from '../../../shared/protocol/source-place.ts'
import type { RecordPin } from '../../../shared/protocol/record-pin.ts'
import { useSelected } from '../../live/store.ts'
import { underWhite } from '../../ui/color.ts'
import type { Page } from '../preview/use-page.ts'
import { useSession } from '../session-context.tsx'

export type PickPurpose = 'comment' | 'reference' | 'blame'

/** CSS pixels in the page's viewport. */
export interface Place {
  x: number
  y: number
}

/** `at` is null if the element isn't on the page. */
export type OpenPin =
  | { is: 'new'; element: Picked; at: Place }
  | { is: 'blame'; element: Picked; source: SourcePlace | null; at: Place }
  | { is: 'thread'; id: string; at: Place | null }

export function referenceTo({ name, route, anchor }: Picked): string {
  return `@${name} on ${route}${anchor.file ? ` (${anchor.file})` : ''} `
}

function found(message: Extract<BridgeToApp, { type: 'pins' }>) {
  return message.found.map((one) => [one.id, one.found] as const)
}

function isDrawn(pin: RecordPin, route: string, selected: string | null) {
  return pin.element.route === route && (pin.resolved === null || pin.id === selected)
}

/** `onReference` gets the text that mentions a picked element. */
export function usePins({ state, post, listen }: Page, onReference: (words: string) => void) {
  const { link } = useSession()
  const pins = useSelected(link.record, (view) => view.pins)
  const [picking, setPicking] = useState<PickPurpose | null>(null)
  const [open, setOpen] = useState<OpenPin | null>(null)
  const [seen, setSeen] = useState<ReadonlyMap<string, boolean>>(new Map())
  const { connected, ready, route } = state
  const selected = open?.is === 'thread' ? open.id : null

  useEffect(() => {
    if (!connected || !ready) return
    const shown = pins.filter((pin) => isDrawn(pin, route, selected)).slice(-bridgeListLimit)
    post({
      type: 'pins',
      pins: shown.map((pin) => ({
        id: pin.id,
        number: pin.number,
        resolved: pin.resolved !== null,
        selected: pin.id === selected,
        color: underWhite(pin.author.color),
        at: pin.element,
      })),
    })
  }, [pins, connected, ready, route, selected, post])

  useEffect(() => {
    if (connected) post({ type: 'pick', on: picking !== null })
  }, [picking, connected, post])

  useEffect(() => {
    if (!picking) return
    // The page gets key events only while focused.
    const escape = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setPicking(null)
    }
    window.addEventListener('keydown', escape)
    return () => window.removeEventListener('keydown', escape)
  }, [picking])

  useEffect(
    () =>
      listen((message) => {
        switch (message.type) {
          case 'pins':
            setSeen((before) => new Map([...before, ...found(message)]))
            return
          case 'pin_opened':
            setOpen({ is: 'thread', id: message.id, at: { x: message.x, y: message.y } })
            return
          case 'pick_ended':
            setPicking(null)
            return
          case 'picked': {
            // An untrusted page may send this unasked.
            if (!picking) return
            setPicking(null)
            const { element, place, x, y } = message
            if (picking === 'reference') onReference(referenceTo(element))
            else if (picking === 'blame')
              setOpen({ is: 'blame', element, source: place, at: { x, y } })
            else setOpen({ is: 'new', element, at: { x, y } })
            return
          }
          default:
        }
      }),
    [listen, picking, onReference],
  )

  const close = useCallback(() => setOpen(null), [])
  const goTo = useCallback(
    (pin: RecordPin) => {
      setOpen({ is: 'thread', id: pin.id, at: null })
      if (pin.element.route !== route) post({ type: 'navigate', route: pin.element.route })
      post({ type: 'reveal', at: pin.element })
    },
    [route, post],
  )
  const lost = useMemo(
    () =>
      new Set(
        pins
          .filter(({ id, element }) => element.route === route && seen.get(id) === false)
          .map(({ id }) => id),
      ),
    [pins, route, seen],
  )
  return {
    pins,
    lost,
    picking,
    setPicking,
    open,
    setOpen,
    close,
    goTo,
    canPick: connected && ready,
  }
}

export type Pins = ReturnType<typeof usePins>
