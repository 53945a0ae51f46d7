import { AppError } from '../../shared/protocol/errors.ts'
import { may } from '../../shared/roles.ts'
import type { SessionAccess } from '../access/access.ts'

/** A fork is a new session of the workspace. Throws AppError forbidden for users that may not create one. */
export function requireForkRight({ access }: { access: SessionAccess }): void {
  if (!may(access.standing, 'session.create'))
    throw new AppError('forbidden', `Your role here (${access.role}) does not allow that.`)
}
