import { useEffect, useEffectEvent, useRef } from 'react'
import { useStore } from '../../live/store.ts'
import { underWhite } from '../../ui/color.ts'
import { useSession } from '../session-context.tsx'
import type { Page } from './use-page.ts'

const routeLength = 600
/** A new route's elements appear late, so scrolling repeats after these times. */
const settleMs = [120, 600, 1_500]

function useSharePlace({ state, listen }: Page) {
  const { link } = useSession()
  const route = state.connected && state.route.length <= routeLength ? state.route : null
  useEffect(() => link.setPresence({ route, pointer: null }), [link, route])
  useEffect(() => {
    // The page may miss that the pointer left its frame; a move out here proves it.
    const outside = () => {
      if (link.presence.get()?.pointer) link.setPresence({ pointer: null })
    }
    window.addEventListener('pointermove', outside, { passive: true })
    return () => window.removeEventListener('pointermove', outside)
  }, [link])
  useEffect(() => {
    const alone = () => link.people.get().length < 2
    return listen((message) => {
      switch (message.type) {
        case 'pointer':
          if (!alone() || message.at === null) link.setPresence({ pointer: message.at })
          if (message.at) link.presence.touch()
          return
        case 'view': {
          const { scroll = {} } = link.presence.get() ?? {}
          link.setPresence({ scroll: { ...scroll, preview: message.at } })
          return
        }
        case 'acted':
          link.presence.touch()
          link.follow.act()
          return
        default:
      }
    })
  }, [link, listen])
}

function useShowPointers({ state, post }: Page) {
  const { link } = useSession()
  const pointers = useStore(link.pointers)
  const { connected, ready, route } = state
  const shown = useRef(0)
  useEffect(() => {
    if (!connected || !ready) return
    const here = pointers.filter(({ at }) => at.route === route)
    if (here.length === 0 && shown.current === 0) return
    shown.current = here.length
    const cursors = here.map(({ person, at }) => ({
      id: person.id,
      name: person.name,
      color: underWhite(person.color),
      at,
    }))
    post({ type: 'cursors', cursors })
  }, [pointers, connected, ready, route, post])
}

function useFollow({ state, post }: Page) {
  const { link } = useSession()
  const target = useStore(link.follow.target)
  const there = target?.route ?? null
  const sight = target?.scroll.preview ?? null
  const { connected, ready, route } = state
  const follows = target !== null
  // Doesn't react to the page's route: a page that navigates by itself must not be called back.
  const goTo = useEffectEvent((there: string) => {
    if (there !== route) post({ type: 'navigate', route: there })
  })
  useEffect(() => {
    if (follows && connected && there) goTo(there)
  }, [follows, connected, there])

  useEffect(() => {
    if (!sight || !ready || sight.route !== route) return
    post({ type: 'scroll_to', at: sight })
  }, [sight, ready, route, post])
  useEffect(() => {
    if (!follows || !ready) return
    const again = () => {
      const now = link.follow.target.get()?.scroll.preview
      if (now && now.route === route) post({ type: 'scroll_to', at: now })
    }
    const timers = settleMs.map((ms) => setTimeout(again, ms))
    return () => timers.forEach(clearTimeout)
  }, [link, follows, ready, route, post])
}

export function usePagePresence(page: Page) {
  useSharePlace(page)
  useShowPointers(page)
  useFollow(page)
}
