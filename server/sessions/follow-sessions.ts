import type { Bus } from '../bus/bus.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { Sandboxes } from '../sandbox/port.ts'

interface Followers {
  sandboxes: Sandboxes
  gateway: Gateway
  log: { error(details: object, message: string): void }
}

/**
 * Updates sandboxes and previews when a session's working tree (rule 7) or preview address (rule
 * 11) changes, or it is deleted. Returns an unsubscribe function.
 */
export function followSessions(bus: Bus, { sandboxes, gateway, log }: Followers): () => void {
  return bus.subscribe((message) => {
    if (message.type === 'events_appended' && message.files)
      sandboxes.treeChanged(message.sessionId)
    if (message.type === 'preview_moved')
      gateway
        .forget(message.sessionId)
        .catch((error: unknown) => log.error({ err: error }, 'closing an old preview failed'))
    if (message.type === 'session_deleted')
      Promise.all([gateway.forget(message.sessionId), sandboxes.kill(message.sessionId)]).catch(
        (error: unknown) => log.error({ err: error }, 'ending a sandbox failed'),
      )
  })
}
