import { connectSession } from '../../../client/live/session-link.ts'
import { AgentEvent } from '../../../shared/protocol/subscription.ts'
import type { PlacedEvent } from '../../../shared/protocol/events.ts'
import type { Id } from '../../../shared/ids.ts'
import type { Person } from '../../../shared/protocol/person.ts'

export interface TabCalls {
  subscribe: Parameters<typeof connectSession>[0]['calls']['subscribe']
  send: Parameters<typeof connectSession>[0]['calls']['send']
}

/** The real client, recording the events that its store applied. */
export function openTab(options: {
  index: number
  sessionId: Id
  me: Person
  wsUrl: string
  calls: TabCalls
}) {
  const { index, calls } = options
  /** Applied durable events in order, and the seq before the first. */
  const events: PlacedEvent[] = []
  let begun: number | null = null
  const link = connectSession({
    sessionId: options.sessionId,
    me: options.me,
    wsUrl: options.wsUrl,
    keep: null,
    calls: {
      send: calls.send,
      messagesPage: async () => ({ items: [], more: false }),
      activityPage: async () => ({ items: [], more: false }),
      lastVisit: async () => null,
      markVisit: async () => null,
      explain: (cause) => ({ message: String(cause), offline: false }),
      refusal: () => null,
      socketRefusal: async () => null,
      subscribe(input, on) {
        begun ??= input.after
        // an event counts if it follows the cursor from which the client would resume
        return calls.subscribe(input, {
          ...on,
          data(data) {
            const item = AgentEvent.parse(data)
            if (item.type === 'event') {
              const next = (events.at(-1)?.seq ?? begun ?? 0) + 1
              if (item.seq === next) {
                const { type: _type, ...placed } = item
                events.push(placed)
              }
            }
            on.data(data)
          },
        })
      },
    },
  })
  return { index, me: options.me, link, events, begun: () => begun }
}

export type Tab = ReturnType<typeof openTab>
