import { chance, letChanceBe } from './chance.ts'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { members, users, workspaces } from '../../../drizzle/schema.ts'
import { newId } from '../../../shared/ids.ts'
import { randomOf } from '../../testing/random.ts'
import { importTree } from '../../versions/versions.ts'
import { openFuzzDatabase } from './database.ts'
import { fakeWebSocketOver } from './fake-web-socket.ts'
import { type Operation, operations } from './operations.ts'
import { shown, stored, storedEvents } from './quiet.ts'
import { World, type WorldDeps } from './world.ts'

letChanceBe()

let database: Awaited<ReturnType<typeof openFuzzDatabase>>
let shared: Pick<WorldDeps, 'people' | 'template'>

/** Virtual time: a silent connection is noticed after 30 s, a dead run after 15 s. */
const longestMs = 150_000

async function settle(world: World): Promise<void> {
  world.mend()
  for (let passed = 0; ; ) {
    await world.pump()
    for (const node of [0, 1]) world.bus.deliver(node, Number.POSITIVE_INFINITY)
    await world.pump()
    const tabs = shown(world)
    const quick = tabs.every(({ connection, lastSeq, record, draft, sending }) => {
      const meta = record.meta
      const still = meta !== null && meta.running === null && meta.queue.length === 0
      return (
        connection === 'online' &&
        still &&
        lastSeq === meta.seq &&
        sending === 0 &&
        draft === tabs[0]?.draft
      )
    })
    if (quick && isDeepStrictEqual(tabs, await stored(world))) return
    if (passed > longestMs) {
      expect(tabs, 'what the tabs show, against the rows').toEqual(await stored(world))
      throw new Error('the world never came to rest')
    }
    const step = passed < 1_000 ? 50 : 1_000
    await world.pass(step)
    passed += step
  }
}

async function play(seed: number, story: Operation[]): Promise<void> {
  const random = randomOf(seed)
  chance.next = random
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
    now: new Date('2026-01-01T00:00:00Z'),
  })
  vi.spyOn(Math, 'random').mockImplementation(random)
  const world = new World({ ...shared, db: database.db, idle: database.idle, random })
  vi.stubGlobal('WebSocket', fakeWebSocketOver(world.dial))
  try {
    await world.open()
    for (const operation of story) await world.apply(operation)
    await settle(world)
    const { seqs, read } = await storedEvents(world)
    expect(seqs, 'the log is dense').toEqual(seqs.map((_seq, index) => index + 1))
    for (const { events, begun } of world.tabs)
      expect(events).toEqual(read.filter(({ seq }) => seq > (begun() ?? 0)))
    expect(world.log.errors).toEqual([])
  } finally {
    await world.close()
    chance.next = null
    vi.useRealTimers()
    vi.restoreAllMocks()
  }
}

/** FUZZ_SHRINK=1 searches for a shorter failing sequence. */
function playSeed(seed: number) {
  return fc.assert(
    fc.asyncProperty(operations, (story) => play(seed, story)),
    { seed, numRuns: 1, endOnFailure: process.env['FUZZ_SHRINK'] !== '1' },
  )
}

/** FUZZ_SEED=x plays that seed, FUZZ_SEEDS=n the first n, otherwise the first 200. */
const seeds = ((): number[] => {
  const one = process.env['FUZZ_SEED']
  if (one) return [Number(one)]
  const count = Number(process.env['FUZZ_SEEDS'] ?? 200)
  return Array.from({ length: count }, (_, index) => index + 1)
})()

const parts = 2

export function fuzzPart(part: number): void {
  beforeAll(async () => {
    database = await openFuzzDatabase()
    const { db } = database
    const people = ['Anna', 'Ben'].map((name) => ({
      id: newId(),
      workspaceId: newId(),
      name,
      color: 'red',
    }))
    for (const { id, workspaceId, name } of people) {
      await db.insert(users).values({ id, name, guest: true })
      await db.insert(workspaces).values({ id: workspaceId, slug: workspaceId, name })
      await db.insert(members).values({ workspaceId, userId: id, role: 'owner' })
    }
    shared = {
      people,
      template: await importTree(db, [{ path: 'src/a.ts', content: 'export {}\n' }]),
    }
  }, 300_000)
  afterAll(() => database[Symbol.asyncDispose]())
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  const mine = seeds.filter((seed) => seed % parts === part)
  const which = mine.length === 1 ? `seed ${mine[0]}` : `${mine.length} seeds, part ${part}`
  test.skipIf(mine.length === 0)(
    `rule 3.7: after whatever happened all tabs show what the rows say (${which})`,
    async () => {
      for (const seed of mine)
        await playSeed(seed).catch((cause: unknown) => {
          throw new Error(`FUZZ_SEED=${seed} fails (FUZZ_SHRINK=1 looks for a shorter story)`, {
            cause,
          })
        })
    },
    1_000_000,
  )
}
