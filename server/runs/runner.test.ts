import { eq } from 'drizzle-orm'
import { expect, test, vi } from 'vitest'
import { runs, sessions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { LockSession } from '../events/session-transaction.ts'
import { openTestDatabase } from '../testing/database.ts'
import { hasTestPostgres } from '../testing/postgres.ts'
import { isDone, openSpine } from '../testing/spine.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import { createManualClock } from '../testing/manual-clock.ts'
import { createPlainSandboxes } from '../testing/plain-sandboxes.ts'
import { takeLeases } from './lease.ts'
import { stopRun } from './stop-run.ts'

test('rule 8: a run that ends in the middle of a renewal of its lease leaves no timer that renews for ever', async () => {
  await using database = await openTestDatabase('embedded')
  const leaseMs = 30_000
  const waiting = new Set<object>()
  const clock: Clock = {
    ...systemClock,
    after(ms, work) {
      const timer = {}
      waiting.add(timer)
      // renewals are chained, so that one is always pending
      const cancel = systemClock.after(ms === leaseMs / 3 ? 0 : ms, () => {
        waiting.delete(timer)
        work()
      })
      return () => {
        waiting.delete(timer)
        cancel()
      }
    },
  }
  const spine = await openSpine(database, [{ text: 'A short answer.' }], {
    leaseMs,
    tokenDelayMs: 20,
    clock,
  })
  const anna = await spine.person('Anna')
  const sessionId = await spine.session(anna, 'hello')
  const reading = spine.read(sessionId, 0, isDone)
  spine.runner.start()
  await reading
  await spine[Symbol.asyncDispose]()
  expect(waiting.size).toBe(0)
})

test('rule 8: a session whose lease can not be taken keeps no other one waiting that was taken or is to be taken', async () => {
  await using database = await openTestDatabase(hasTestPostgres() ? 'server' : 'embedded')
  await using spine = await openSpine(database, [])
  const anna = await spine.person('Anna')
  for (const text of ['one', 'two', 'three', 'four']) await spine.session(anna, text)
  const taken: Id[] = []
  const asked: Id[] = []
  const broken = new Error('the connection broke')
  const lockSession: LockSession = async (sessionId, work) => {
    asked.push(sessionId)
    if (asked.length === 2) throw broken
    if (asked.length === 3)
      await spine.db
        .update(sessions)
        .set({ deletedAt: new Date() })
        .where(eq(sessions.id, sessionId))
    return spine.lockSession(sessionId, work)
  }
  const deps = { ...spine, lockSession, clock: systemClock, owner: 'test', leaseMs: 60_000 }
  const taking = takeLeases(deps, 4, ({ run }) => {
    // at once: a later one may take long
    expect(asked.at(-1)).toBe(run.sessionId)
    taken.push(run.sessionId)
  })
  await expect(taking).rejects.toMatchObject({ errors: [broken] })
  expect(asked).toHaveLength(4)
  expect(taken).toEqual([asked[0], asked[3]])
  const running = await spine.db
    .select({ sessionId: runs.sessionId })
    .from(runs)
    .where(eq(runs.status, 'running'))
  expect(running.map(({ sessionId }) => sessionId).sort()).toEqual(taken.sort())
})

test('rule 8.1: a run whose attempts all break off before their first renewal has an end too', async () => {
  await using database = await openTestDatabase(hasTestPostgres() ? 'server' : 'embedded')
  await using spine = await openSpine(database, [])
  const anna = await spine.person('Anna')
  await spine.session(anna, 'one')
  const worked: number[] = []
  const deps = { ...spine, clock: systemClock, owner: 'test', leaseMs: 60_000 }
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await takeLeases(deps, 1, ({ run }) => void worked.push(run.activeMs))
    await spine.db.update(runs).set({ leaseUntil: new Date(0) })
  }
  expect(worked).toEqual([0, 20_000, 40_000])
})

test('rule 37.5: runs begin of each workspace in turn, and no more of one than it may have', async () => {
  await using database = await openTestDatabase('embedded')
  await using spine = await openSpine(database, [])
  const { db, lockSession } = spine
  const [anna, ben] = [await spine.person('Anna'), await spine.person('Ben')]
  for (const who of [anna, anna, anna, anna, ben, ben]) await spine.session(who, 'Go')
  const deps = { db, lockSession, clock: systemClock, owner: 'test', leaseMs: 60_000 }
  const taken: string[] = []
  const take = async (count: number, perWorkspace: number) => {
    taken.length = 0
    await takeLeases({ ...deps, perWorkspace }, count, ({ run }) => {
      taken.push(run.authorId === anna.id ? 'anna' : 'ben')
    })
    return taken
  }
  expect((await take(2, 3)).toSorted()).toEqual(['anna', 'ben'])
  expect((await take(10, 3)).toSorted()).toEqual(['anna', 'anna', 'ben'])
  expect(await take(10, 3)).toEqual([])
  expect(await take(10, 4)).toEqual(['anna'])
})

test.each([
  { waits: true, outcome: 'done' },
  { waits: false, outcome: 'timed_out' },
])(
  'rule 8.1: ten minutes in a tool call end as $outcome when its sandbox waits for its turn: $waits',
  async ({ waits, outcome }) => {
    await using database = await openTestDatabase('embedded')
    const { clock, advance } = createManualClock()
    let tell = (_waits: boolean): void => undefined
    let watched = 0
    const plain = createPlainSandboxes()
    await using spine = await openSpine(
      database,
      [{ text: 'A look.', toolCalls: [{ name: 'run_command', args: { command: 'ls' } }] }],
      {
        clock,
        timeoutMs: 300_000,
        // a renewal doesn't come in between
        leaseMs: 36_000_000,
        sandboxes: {
          onWait(_session, listener) {
            watched += 1
            tell = listener
            return () => {
              watched -= 1
            }
          },
          forRun: (id) => ({
            ...plain.forRun(id),
            async run(...given) {
              advance(1_000)
              tell(waits)
              advance(600_000)
              tell(false)
              advance(1_000)
              return plain.forRun(id).run(...given)
            },
          }),
        },
      },
    )
    const anna = await spine.person('Anna')
    const sessionId = await spine.session(anna, 'hello')
    const reading = spine.read(sessionId, 0, isDone)
    spine.runner.start()
    const last = (await reading).at(-1)?.data
    expect(last).toMatchObject({ event: { type: 'done', outcome } })
    await vi.waitFor(() => expect(watched).toBe(0))
  },
)

test('rule 8.3: a run whose lease ran out and was taken again on the same server counts as at work, and Stop reaches it', async () => {
  await using database = await openTestDatabase('embedded')
  let watched = 0
  await using spine = await openSpine(database, [{ text: 'So many words.' }], {
    tokenDelayMs: 100_000,
    leaseMs: 3_000,
    sandboxes: {
      onWait() {
        watched += 1
        return () => {
          watched -= 1
        }
      },
    },
  })
  const anna = await spine.person('Anna')
  const sessionId = await spine.session(anna, 'hello')
  const startOf = (attempt: number) =>
    spine.read(
      sessionId,
      0,
      ({ type, ...item }) =>
        type === 'event' &&
        'event' in item &&
        item.event.type === 'run_started' &&
        item.event.attempt === attempt,
    )
  spine.runner.start()
  await startOf(1)
  // as if the server had stood still for longer than a lease
  await spine.db.update(runs).set({ leaseUntil: new Date(0) })
  await startOf(2)
  // the first attempt sees that it has lost its lease
  await vi.waitFor(() => expect(watched).toBe(1), { timeout: 20_000 })
  expect(spine.runner.running()).toBe(1)
  const [run] = await spine.db.select().from(runs)
  await stopRun(spine.commands, {
    sessionId,
    runId: run?.id ?? '',
    by: anna.id,
    pauseQueue: false,
  })
  const last = (await spine.read(sessionId, 0, isDone)).at(-1)?.data
  expect(last).toMatchObject({ event: { type: 'done', outcome: 'cancelled' } })
})
