import type { Id } from '../../shared/ids.ts'
import type { Sandboxes } from './port.ts'

interface Deps {
  sandboxes: Pick<Sandboxes, 'ensure'>
  log: { error(details: object, message: string): void }
}

/**
 * Doesn't wait. Only for code that doesn't use the sandbox, since each use wakes it. Failures show
 * in the sandbox's state.
 */
export function wakeSandbox({ sandboxes, log }: Deps, sessionId: Id): void {
  sandboxes
    .ensure(sessionId)
    .catch((error: unknown) => log.error({ err: error, sessionId }, 'the sandbox did not start'))
}
