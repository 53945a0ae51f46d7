import type { Id } from '../../shared/ids.ts'
import type { Sandboxes } from './port.ts'

interface Deps {
  sandboxes: Pick<Sandboxes, 'ensure'>
  log: { error(details: object, message: string): void }
}

/**
 * Starts or wakes the session's sandbox without waiting for it: the one way to do so for code that does not use the sandbox.
 * A use of it (a run's command, a request for the preview) wakes it by itself. A failure shows in the sandbox's state.
 */
export function wakeSandbox({ sandboxes, log }: Deps, sessionId: Id): void {
  sandboxes
    .ensure(sessionId)
    .catch((error: unknown) => log.error({ err: error, sessionId }, 'the sandbox did not start'))
}
