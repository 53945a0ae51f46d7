import { withTimeout } from '../lib/async.ts'
import { shortageText } from '../lib/shortage.ts'
import { isDatabaseLoss } from './errors.ts'
import { type Connection, openPool } from './pool.ts'

/** What Postgres ran out of: disk, memory, connections. */
const codes = new Set(['53100', '53200', '53300'])
const probeEveryMs = 2_000
const probeLimitMs = 10_000

/** Takes 8 MB of the disk for a moment: with less, the next work would meet the same end. */
const probe = `begin;
  create temp table fegg_probe on commit drop as
    select repeat(md5(n::text), 32) from generate_series(1, 8000) n;
  rollback`

export interface DatabaseShortage {
  /** In words for people; null if nothing is short. */
  text(): string | null
  /** Of any answer of the database. */
  note(code: string): void
  close(): void
}

/** After the database ran out of something, tries until there is enough again. */
export function watchShortage(ways: Connection['ways']): DatabaseShortage {
  let words: string | null = null
  let timer: NodeJS.Timeout | null = null
  let closed = false

  const isOver = async (): Promise<boolean> => {
    // a new connection each time: those may be what is short
    const pool = openPool({ ways, kind: 'server' }, { max: 1, callLimitMs: probeLimitMs })
    try {
      await pool.query(probe)
      return true
    } catch (error) {
      const said = shortageText(error)
      words = said ?? words
      return said === null && !isDatabaseLoss(error)
    } finally {
      await pool.end()
    }
  }
  const tryLater = () => {
    timer = setTimeout(() => {
      void withTimeout(isOver(), 2 * probeLimitMs, () => false).then((over) => {
        if (closed) return
        timer = null
        if (over) words = null
        else tryLater()
      })
    }, probeEveryMs)
    timer.unref()
  }
  return {
    text: () => words,
    note(code) {
      if (closed || !codes.has(code)) return
      words = shortageText(Object.assign(new Error(), { code }))
      if (timer === null) tryLater()
    },
    close() {
      closed = true
      if (timer) clearTimeout(timer)
    },
  }
}
