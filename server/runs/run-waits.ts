import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { RunWait } from '../../shared/protocol/run-wait.ts'
import type { Clock } from '../lib/clock.ts'
import type { Quotas } from '../lib/quotas.ts'
import type { Shortages } from '../lib/shortages.ts'
import { lineOfRuns } from './lease.ts'

/** All who ask within this time share one answer. */
const freshMs = 1_000

/** What keeps a session's next run from beginning; null if nothing outside of the session does. */
export type RunWaits = (sessionId: Id) => Promise<RunWait | null>

interface Deps {
  db: Db
  clock: Clock
  quotas: Pick<Quotas, 'runs' | 'runsPerWorkspace'>
  /** Runs at work on this server. */
  running: () => number
  shortages: Pick<Shortages, 'text'>
}

export function createRunWaits({ db, clock, quotas, running, shortages }: Deps): RunWaits {
  let known: { at: number; line: ReturnType<typeof lineOfRuns> } | null = null

  const readLine = () => {
    if (!known || clock.now() - known.at >= freshMs)
      known = {
        at: clock.now(),
        line: lineOfRuns({ db, clock, perWorkspace: quotas.runsPerWorkspace }),
      }
    return known.line
  }

  return async (sessionId) => {
    const text = shortages.text()
    if (text !== null) return { why: 'short', text }
    const line = await readLine()
    const own = line.find((each) => each.sessionId === sessionId)
    if (!own) return null
    const before = line.slice(0, line.indexOf(own))
    if (own.full) {
      const { workspaceId } = own
      const ahead = before.filter((each) => each.full && each.workspaceId === workspaceId).length
      return { why: 'full', full: 'workspace', limit: quotas.runsPerWorkspace, ahead }
    }
    if (running() < quotas.runs) return null
    const ahead = before.filter(({ full }) => !full).length
    return { why: 'full', full: 'server', limit: quotas.runs, ahead }
  }
}
