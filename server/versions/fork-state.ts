import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { ForkState } from '../../shared/protocol/merge-view.ts'
import { accessKey, findSessionAccess } from '../access/access.ts'
import { readForkPair } from './plan-merge.ts'

const none: ForkState = { source: null, since: null, ahead: 0, behind: 0 }

/** For one person: without access to the source, nothing of it. */
export async function forkState(
  db: Db,
  { sessionId, viewer }: { sessionId: Id; viewer: Id },
): Promise<ForkState> {
  const pair = await readForkPair(db, sessionId)
  if (!pair) return none
  const { source, base, ahead, behind, forkHistory, forkedVersion, sourceHistory } = pair
  const access = await findSessionAccess(db, [viewer], [source.id])
  if (!access.has(accessKey(viewer, source.id))) return none
  const began = sourceHistory.find(({ id }) => id === forkedVersion)
  const since = base.id === forkHistory[0]?.id && began ? began : base
  return {
    source: { id: source.id, name: source.name },
    since: { id: since.id, number: since.number },
    ahead: ahead.length,
    behind: behind.length,
  }
}
