import { AppError } from '../../shared/protocol/errors.ts'
import { may } from '../../shared/roles.ts'
import type { SessionAccess } from '../access/access.ts'

/** A fork creates a session, so the user must be allowed to. Throws AppError forbidden. */
export function requireForkRight({ access }: { access: SessionAccess }): void {
  if (!may(access.standing, 'session.create'))
    throw new AppError('forbidden', `Your role here (${access.role}) does not allow that.`)
}
