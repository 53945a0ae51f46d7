import type { Id } from '../../shared/ids.ts'
import type { ApiContext } from './context.ts'

/** Starts the session's sandbox; what goes wrong shows in its state. */
export const warm = ({ services }: Pick<ApiContext, 'services'>, sessionId: Id): void => {
  services.sandboxes
    .ensure(sessionId)
    .catch((error: unknown) => services.log.error({ err: error, sessionId }, 'no sandbox'))
}
