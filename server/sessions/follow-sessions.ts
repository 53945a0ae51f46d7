import type { Bus } from '../bus/bus.ts'
import type { Sandboxes } from '../sandbox/port.ts'

/** Has sandboxes follow their sessions: a changed working tree (rule 7), a deleted session. Answers the function that ends it. */
export const followSessions = (
  bus: Bus,
  sandboxes: Sandboxes,
  log: { error(details: object, message: string): void },
): (() => void) =>
  bus.subscribe((message) => {
    if (message.type === 'grown' && message.files) sandboxes.treeChanged(message.sessionId)
    if (message.type === 'gone')
      sandboxes
        .kill(message.sessionId)
        .catch((error: unknown) => log.error({ err: error }, 'ending a sandbox failed'))
  })
