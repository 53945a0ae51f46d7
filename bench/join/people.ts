import { setTimeout as delay } from 'node:timers/promises'
import type { PresenceState } from '../../shared/protocol/presence.ts'
import { ToPeople } from './messages.ts'
import { openRecord } from './open-record.ts'

/** Each tab sends what a real one sends. */
process.once('message', async (message) => {
  const { wsUrl, origin, crowd, full } = ToPeople.parse(message)
  // each provider listens for this process's exit
  process.setMaxListeners(crowd.length + 10)
  const tabs = crowd.map((cookie) => openRecord(wsUrl, full.path, { cookie, origin }))
  for (const tab of tabs) {
    const state: PresenceState = {
      pane: 'preview',
      route: '/pricing',
      activeAt: Date.now(),
      scroll: { chat: 1, activity: 0 },
      typing: false,
    }
    tab.awareness.setLocalState(state)
    tab.connect()
  }
  while (tabs.some((tab) => tab.awareness.getStates().size < crowd.length)) await delay(20)
  process.send?.({ type: 'here' })
})
