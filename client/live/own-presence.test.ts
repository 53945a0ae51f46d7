import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { manualClock } from './manual-clock.ts'
import { OwnAwareness } from './own-awareness.ts'
import { OwnPresence } from './own-presence.ts'

function setUp() {
  const awareness = new OwnAwareness(new Y.Doc())
  const { clock, advance } = manualClock()
  const presence = new OwnPresence(awareness, clock)
  let sent = 0
  awareness.on('update', () => sent++)
  return {
    presence,
    advance,
    sent: () => sent,
    state: () => awareness.getLocalState(),
    [Symbol.dispose]: () => awareness.destroy(),
  }
}

test('a change of several fields is sent once, and no change sends nothing', () => {
  using tab = setUp()
  tab.presence.set({ pane: 'activity', scroll: { chat: 0.5 } })
  expect(tab.sent()).toBe(1)
  tab.presence.set({ pane: 'activity', scroll: { chat: 0.5 } })
  expect(tab.sent()).toBe(1)
  expect(tab.state()).toMatchObject({ pane: 'activity', typing: false })
})

test('rule 20.1: a tab without input for three minutes is away until the next input', () => {
  using tab = setUp()
  tab.advance(2 * 60_000)
  tab.presence.touch()
  tab.advance(2 * 60_000)
  expect(tab.state()).toMatchObject({ idle: false })
  tab.advance(60_000)
  expect(tab.state()).toMatchObject({ idle: true })
  tab.presence.touch()
  expect(tab.state()).toMatchObject({ idle: false, activeAt: 300_000 })
})

test('rule 20.1: a hidden tab is away at once', () => {
  using tab = setUp()
  tab.presence.setHidden(true)
  tab.presence.touch()
  expect(tab.state()).toMatchObject({ idle: true, pointer: null })
  tab.presence.setHidden(false)
  expect(tab.state()).toMatchObject({ idle: false })
})

test('activity is sent at most every few seconds', () => {
  using tab = setUp()
  for (let moved = 0; moved < 100; moved++) {
    tab.advance(100)
    tab.presence.touch()
  }
  expect(tab.sent()).toBe(2)
})
