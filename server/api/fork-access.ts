import { AppError } from '../../shared/errors.ts'
import { can, type Role } from '../../shared/roles.ts'

/** A fork is a new session of the workspace. Throws AppError forbidden for who may not make one there. */
export const mustFork = ({ access }: { access: { role: Role } }): void => {
  if (!can(access.role, 'session.create'))
    throw new AppError('forbidden', `Your role here (${access.role}) does not allow that.`)
}
