import { asc, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { runs } from '../../drizzle/schema.ts'
import { type Id, newId } from '../../shared/ids.ts'
import type { QueuedDelivery } from '../../shared/protocol/delivery.ts'
import { projectMeta } from '../rooms/project-meta.ts'
import { openTestDatabase } from '../testing/database.ts'
import { hasTestPostgres } from '../testing/postgres.ts'
import { openSpine, type Spine } from '../testing/spine.ts'
import { systemClock } from '../lib/clock.ts'
import { createManualClock } from '../testing/manual-clock.ts'
import { type Lease, takeLeases } from './lease.ts'
import { editMessage } from './edit-message.ts'
import type { Agent, IntentQuestion } from '../agent-port/agent.ts'
import { sendMessage } from './send-message.ts'
import { giveSteers } from './steer.ts'
import { createConflictJudge, judgeMs } from './conflict-judge.ts'

const log = { warn: () => {} }

/** A model that responds when the test says so. */
function heldJudge(demo = false) {
  const asked: IntentQuestion[] = []
  const waiting: Array<(answer: Array<string | null> | Error) => void> = []
  const agent: Pick<Agent, 'models' | 'judge'> = {
    models: () => [{ id: 'scripted', label: 'Scripted', demo }],
    judge: (question, signal) =>
      new Promise((resolve, reject) => {
        asked.push(question)
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        waiting.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)))
      }),
  }
  return {
    agent,
    asked,
    async answer(answer: Array<string | null> | Error) {
      await expect.poll(() => waiting.length).toBeGreaterThan(0)
      waiting.shift()?.(answer)
    },
  }
}

async function setUp(spine: Spine) {
  const [ada, ben] = [await spine.person('Ada'), await spine.person('Ben')]
  const sessionId = await spine.session(ada)
  const say = async (by: { id: Id }, text: string, delivery: QueuedDelivery = 'after') =>
    (await sendMessage(spine.commands, { id: newId(), sessionId, authorId: by.id, text, delivery }))
      .runId ?? ''
  const queue = async () =>
    (await projectMeta(spine.db, sessionId, { seq: 0, epoch: '' }))?.queue ?? []
  const clashes = async () => (await queue()).map(({ clash }) => clash)
  const judged = async (id: Id) =>
    (await spine.db.select({ judged: runs.judged }).from(runs).where(eq(runs.id, id)))[0]?.judged
  const begin = async () => {
    const taken: Lease[] = []
    const deps = { ...spine, clock: systemClock, owner: 'test', leaseMs: 60_000 }
    await takeLeases(deps, 1, (lease) => void taken.push(lease))
    return taken
  }
  return { ada, ben, sessionId, say, queue, clashes, judged, begin }
}

async function open() {
  const database = await openTestDatabase(hasTestPostgres() ? 'server' : 'embedded')
  const spine = await openSpine(database, [{ text: 'Only words.' }])
  return {
    spine,
    async [Symbol.asyncDispose]() {
      await spine[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
}

test('rule 33.4: what a model finds is a clash for all, asked once on all nodes together, again after an edit', async () => {
  await using opened = await open()
  const { spine } = opened
  const { ada, ben, sessionId, say, clashes, judged, begin } = await setUp(spine)
  const held = heldJudge()
  const { clock } = createManualClock()
  const nodes = [1, 2, 3].map(() => createConflictJudge({ ...spine, ...held, clock, log }))
  await say(ada, 'make the header blue')
  await begin()
  await say(ada, 'her own message is no question')
  const runId = await say(ben, 'a warm top of the page')
  await held.answer([null, 'the mood of the page'])
  await expect
    .poll(clashes)
    .toMatchObject([
      null,
      { kind: 'meaning', what: 'the mood of the page', authors: [{ name: 'Ada' }], running: false },
    ])
  expect(held.asked).toEqual([
    {
      model: 'scripted',
      later: 'a warm top of the page',
      earlier: ['make the header blue', 'her own message is no question'],
    },
  ])
  await editMessage(spine.commands, {
    sessionId,
    runId,
    was: 'a warm top of the page',
    text: 'a footer with the address',
    by: { id: ben.id, mayChangeOthers: false },
  })
  expect(await clashes()).toEqual([null, null])
  await held.answer([null, null])
  await expect
    .poll(() => judged(runId))
    .toMatchObject([
      { is: 'answered', over: null },
      { is: 'answered', over: null },
    ])
  expect(held.asked).toHaveLength(2)
  for (const node of nodes) await node.close()
})

test('rule 33.4: no question where words find it, where all is one person’s, or with the demo model', async () => {
  await using opened = await open()
  const { spine } = opened
  const { ada, ben, say, clashes, begin } = await setUp(spine)
  const [held, demo] = [heldJudge(), heldJudge(true)]
  const { clock } = createManualClock()
  const nodes = [held, demo].map((each) => createConflictJudge({ ...spine, ...each, clock, log }))
  await say(ada, 'make the header blue')
  await begin()
  await say(ben, 'make the header red')
  await say(ben, 'and a footer')
  await held.answer([null])
  await expect.poll(clashes).toMatchObject([{ kind: 'opposite' }, null])
  expect(held.asked.map(({ later }) => later)).toEqual(['and a footer'])
  expect(demo.asked).toEqual([])
  for (const node of nodes) await node.close()
})

test('rule 33.4: where the model fails, says nothing in time or the server closes, words alone decide', async () => {
  await using opened = await open()
  const { spine } = opened
  const { ada, ben, say, clashes, judged, begin } = await setUp(spine)
  const held = heldJudge()
  const { clock, advance } = createManualClock()
  const judge = createConflictJudge({ ...spine, ...held, clock, log })
  await say(ada, 'make the header blue')
  await begin()
  const one = await say(ben, 'a warm top of the page')
  await held.answer(new Error('refused'))
  await expect.poll(() => judged(one)).toMatchObject([{ is: 'answered', over: null }])
  const two = await say(ben, 'opening hours')
  await expect.poll(() => held.asked.length).toBe(2)
  advance(judgeMs)
  await expect.poll(() => judged(two)).toMatchObject([{ is: 'answered', over: null }])
  const three = await say(ben, 'a map')
  await expect.poll(() => held.asked.length).toBe(3)
  await judge.close()
  expect(await judged(three)).toMatchObject([{ is: 'asked' }])
  expect(await clashes()).toEqual([null, null, null])
})

test('rule 33.4: what steers waits for the answer, and goes on waiting where it is a clash', async () => {
  await using opened = await open()
  const { spine } = opened
  const { ada, ben, sessionId, say, clashes, judged, begin } = await setUp(spine)
  const held = heldJudge()
  const { clock } = createManualClock()
  const judge = createConflictJudge({ ...spine, ...held, clock, log })
  await say(ada, 'make the header blue')
  const [lease] = await begin()
  if (!lease) throw new Error('no run')
  const give = async (afterMs = 0) => {
    await spine.lockSession(sessionId, (transaction) => {
      const at = new Date(transaction.at.getTime() + afterMs)
      return giveSteers({ ...transaction, at }, lease.run, 1)
    })
    return (
      await spine.db
        .select({ status: runs.status })
        .from(runs)
        .where(eq(runs.sessionId, sessionId))
        .orderBy(asc(runs.position))
    ).map(({ status }) => status)
  }
  const apart = await say(ben, 'opening hours', 'steer')
  await expect.poll(() => held.asked.length).toBe(1)
  expect(await give()).toEqual(['running', 'queued'])
  await held.answer([null])
  await expect.poll(() => judged(apart)).toMatchObject([{ is: 'answered' }])
  expect(await give()).toEqual(['running', 'steered'])

  await say(ben, 'a warm top of the page', 'steer')
  await held.answer(['the colours at the top'])
  await expect.poll(clashes).toMatchObject([{ kind: 'meaning' }])
  expect(await give(60_000)).toEqual(['running', 'steered', 'queued'])

  await say(ben, 'a map', 'steer')
  await expect.poll(() => held.asked.length).toBe(3)
  expect(await give()).toEqual(['running', 'steered', 'queued', 'queued'])
  expect(await give(judgeMs + 1)).toEqual(['running', 'steered', 'queued', 'steered'])
  await judge.close()
})
