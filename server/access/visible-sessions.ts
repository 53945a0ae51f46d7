import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { may } from '../../shared/roles.ts'
import { accessKey, findSessionAccess } from './access.ts'

/** Those that the viewer may see. Of others they learn no names. */
export async function visibleSessions(
  db: Db,
  viewerId: Id,
  sessionIds: readonly Id[],
): Promise<ReadonlySet<Id>> {
  const ids = [...new Set(sessionIds)]
  if (ids.length === 0) return new Set()
  const access = await findSessionAccess(db, [viewerId], ids)
  return new Set(
    ids.filter((id) => {
      const standing = access.get(accessKey(viewerId, id))?.standing
      return standing !== undefined && may(standing, 'session.view')
    }),
  )
}
