import type { Id } from '../../shared/ids.ts'
import type { Bus } from '../bus/bus.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { Looks } from '../looks/looks.ts'
import type { Sandboxes } from '../sandbox/port.ts'

interface Followers {
  sandboxes: Sandboxes
  gateway: Gateway
  looks: Pick<Looks, 'endOf'>
  log: { error(details: object, message: string): void }
}

/**
 * Updates sandboxes and previews when a session's working tree (rule 7) or preview address (rule
 * 11) changes, or it is deleted, and when a look ends. Returns an unsubscribe function.
 */
export function followSessions(
  bus: Bus,
  { sandboxes, gateway, looks, log }: Followers,
): () => void {
  const end = (id: Id, more: Array<Promise<unknown>> = []) =>
    Promise.all([gateway.forget(id), sandboxes.kill(id), ...more]).catch((error: unknown) =>
      log.error({ err: error }, 'ending a sandbox failed'),
    )
  return bus.subscribe((message) => {
    if (message.type === 'events_appended' && message.files)
      sandboxes.treeChanged(message.sessionId)
    if (message.type === 'preview_moved')
      Promise.all([gateway.forget(message.sessionId), looks.endOf(message.sessionId)]).catch(
        (error: unknown) => log.error({ err: error }, 'closing an old preview failed'),
      )
    if (message.type === 'session_deleted')
      void end(message.sessionId, [looks.endOf(message.sessionId)])
    if (message.type === 'look_ended') void end(message.lookId)
  })
}
