import { asc, eq } from 'drizzle-orm'
import { expect, test, vi } from 'vitest'
import { messages, runs, sessions, versions } from '../../drizzle/schema.ts'
import type { AgentEvent } from '../../shared/protocol/subscription.ts'
import { type Id, newId } from '../../shared/ids.ts'
import type { QueuedDelivery } from '../../shared/protocol/delivery.ts'
import { projectMeta } from '../rooms/project-meta.ts'
import { projectMessages } from '../rooms/project-messages.ts'
import { systemClock } from '../lib/clock.ts'
import { openTestDatabase } from '../testing/database.ts'
import { hasTestPostgres } from '../testing/postgres.ts'
import { isDone, openSpine, type Spine } from '../testing/spine.ts'
import { treeHash } from '../versions/folders.ts'
import { treeEntries } from '../versions/working-tree.ts'
import { stopRun } from './stop-run.ts'
import { takeLeases } from './lease.ts'
import { cancelRun } from './cancel-run.ts'
import { editMessage } from './edit-message.ts'
import { pauseQueue } from './pause-queue.ts'
import { setDelivery } from './set-delivery.ts'
import { sendMessage } from './send-message.ts'
import { settleClash } from './settle-clash.ts'
import { approveSuggestions } from './approve-suggestions.ts'
import { closeSuggestion } from './close-suggestion.ts'
import { declineSuggestion } from './decline-suggestion.ts'
import { suggest } from './suggest.ts'

function open() {
  return openTestDatabase(hasTestPostgres() ? 'server' : 'embedded')
}

const script = [
  {
    text: 'First a page, written slowly.',
    toolCalls: [
      { name: 'write_file', args: { path: 'src/Header.tsx', content: 'export const a = 1\n' } },
    ],
  },
  { text: 'Now it is done.' },
]

async function setUp(spine: Spine) {
  const [ada, ben] = [await spine.person('Ada'), await spine.person('Ben')]
  const sessionId = await spine.session(ada)
  const say = async (
    by: { id: Id },
    text: string,
    delivery: QueuedDelivery | { fork: Id } = 'after',
  ) =>
    (
      await sendMessage(spine.commands, {
        id: newId(),
        sessionId,
        authorId: by.id,
        text,
        ...(typeof delivery === 'string'
          ? { delivery }
          : { delivery: 'fork', forkId: delivery.fork }),
      })
    ).runId ?? ''
  const meta = async () => {
    const found = await projectMeta(spine.db, sessionId, { seq: 0, epoch: '' })
    if (!found) throw new Error('no session')
    return found
  }
  const queue = async () => (await meta()).queue
  const run = async (id: Id) => (await spine.db.select().from(runs).where(eq(runs.id, id)))[0]
  const begin = () =>
    takeLeases({ ...spine, clock: systemClock, owner: 'test', leaseMs: 60_000 }, 1, () => {})
  return { ada, ben, sessionId, say, meta, queue, run, begin }
}

function done(count: number) {
  let left = count
  return (item: AgentEvent) => isDone(item) && --left === 0
}

test('rules 2.3 and 31.2: a waiting message is changed and taken out by its authors and by admins, by nobody else', async () => {
  await using database = await open()
  await using spine = await openSpine(database, script)
  const { ada, ben, sessionId, say, queue, run, begin } = await setUp(spine)
  await say(ada, 'begin')
  const runId = await say(ada, 'a header')
  await begin()
  const own = { id: ben.id, mayChangeOthers: false }
  const change = (by: typeof own, was: string, text: string) =>
    editMessage(spine.commands, { sessionId, runId, was, text, by })
  await expect(change(own, 'a header', 'mine')).rejects.toMatchObject({ code: 'forbidden' })
  await expect(cancelRun(spine.commands, { sessionId, runId, by: own })).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('Ada’s message'),
  })
  await change({ ...own, mayChangeOthers: true }, 'a header', 'a big header')
  expect(await queue()).toMatchObject([
    { text: 'a big header', authors: [{ name: 'Ada' }, { name: 'Ben' }] },
  ])
  await expect(
    change({ id: ada.id, mayChangeOthers: false }, 'a header', 'a small header'),
  ).rejects.toMatchObject({ code: 'conflict' })
  await cancelRun(spine.commands, { sessionId, runId, by: { id: ada.id, mayChangeOthers: false } })
  await cancelRun(spine.commands, { sessionId, runId, by: { id: ada.id, mayChangeOthers: false } })
  expect(await queue()).toEqual([])
  expect(await run(runId)).toMatchObject({ status: 'cancelled', startedAt: null })
  await expect(change(own, 'a big header', 'x')).rejects.toMatchObject({ code: 'conflict' })
})

test('rule 31.3: what has just begun can not be changed, and says so', async () => {
  await using database = await open()
  await using spine = await openSpine(database, script)
  const { ada, sessionId, say, begin } = await setUp(spine)
  const runId = await say(ada, 'a header')
  await begin()
  const by = { id: ada.id, mayChangeOthers: true }
  const begun = { code: 'conflict', message: expect.stringContaining('already running') }
  await expect(
    editMessage(spine.commands, { sessionId, runId, was: 'a header', text: 'x', by }),
  ).rejects.toMatchObject(begun)
  await expect(cancelRun(spine.commands, { sessionId, runId, by })).rejects.toMatchObject(begun)
  await expect(
    setDelivery(spine.commands, { sessionId, runId, by, delivery: 'fork', forkId: newId() }),
  ).rejects.toMatchObject(begun)
})

test('rule 31.4: a message steers the running run before its next model call, and stands there in its conversation', async () => {
  await using database = await open()
  const heard: string[][] = []
  await using spine = await openSpine(database, script, {
    tokenDelayMs: 60,
    onCall: (conversation) =>
      void heard.push(
        conversation.flatMap((message) => (message.type === 'human' ? [message.text] : [])),
      ),
  })
  const { ada, ben, sessionId, say, run, queue } = await setUp(spine)
  const first = await say(ada, 'a page')
  const reading = spine.read(sessionId, 0, done(1))
  spine.runner.start()
  await spine.read(sessionId, 0, (item) => item.type === 'token')
  const steered = await say(ben, 'a footer too', 'steer')
  const items = await reading
  expect(heard).toEqual([['Ada: a page'], ['Ada: a page', 'Ben: a footer too']])
  expect(await run(steered)).toMatchObject({ status: 'steered', handedTo: first, handedStep: 1 })
  expect(await queue()).toEqual([])
  expect(items.filter(({ data }) => isDone(data))).toHaveLength(1)
  const rows = await spine.db
    .select({ id: messages.id })
    .from(messages)
    .where(eq(messages.sessionId, sessionId))
    .orderBy(asc(messages.order))
  const shown = await projectMessages(
    spine.db,
    rows.map((row) => row.id),
  )
  expect(shown.map((message) => [message.from, 'went' in message && message.went])).toEqual([
    ['person', null],
    ['agent', false],
    ['person', { to: 'run', runId: first, step: 1 }],
  ])
})

test('rule 31.4: what comes too late to steer runs after, and so does what steers nothing', async () => {
  await using database = await open()
  await using spine = await openSpine(database, [{ text: 'Only words.' }], { tokenDelayMs: 60 })
  const { ada, ben, sessionId, say, run, begin: _ } = await setUp(spine)
  const idle = await say(ada, 'a page', 'steer')
  expect(await run(idle)).toMatchObject({ delivery: 'after', status: 'queued' })
  const reading = spine.read(sessionId, 0, done(2))
  spine.runner.start()
  await spine.read(sessionId, 0, (item) => item.type === 'token')
  const late = await say(ben, 'a footer too', 'steer')
  expect(await run(late)).toMatchObject({ delivery: 'steer', status: 'queued' })
  await reading
  expect(await run(late)).toMatchObject({ delivery: 'after', status: 'done', handedTo: null })
})

test('rule 31.5: a fork is a session of its own with the current version and the message, made once', async () => {
  await using database = await open()
  await using spine = await openSpine(database, script)
  const { ada, ben, sessionId, say, run, meta } = await setUp(spine)
  const early = newId()
  await expect(say(ada, 'too early', { fork: early })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('nothing has been built here yet'),
  })
  const reading = spine.read(sessionId, 0, done(1))
  await say(ada, 'a page')
  spine.runner.start()
  await reading
  const forkId = newId()
  const input = {
    id: newId(),
    sessionId,
    authorId: ben.id,
    text: 'a pink page',
    delivery: 'fork' as const,
    forkId,
  }
  const [one, two] = [
    await sendMessage(spine.commands, input),
    await sendMessage(spine.commands, input),
  ]
  expect(two).toEqual(one)
  expect(await run(one.runId ?? '')).toMatchObject({ status: 'forked', handedTo: forkId })
  const [fork] = await spine.db.select().from(sessions).where(eq(sessions.id, forkId))
  expect(fork).toMatchObject({ name: 'Pink page', forkedFrom: sessionId, createdBy: ben.id })
  const [start] = await spine.db.select().from(versions).where(eq(versions.sessionId, forkId))
  expect(start?.treeHash).toBe(treeHash(await treeEntries(spine.db, sessionId)))
  await spine.read(forkId, 0, isDone)
  expect((await meta()).queue).toEqual([])
  await expect(sendMessage(spine.commands, { ...input, id: newId() })).rejects.toMatchObject({
    code: 'conflict',
  })
})

test('rule 31.6: Stop says who stopped, and the queue waits where that is wished, until somebody resumes it', async () => {
  await using database = await open()
  await using spine = await openSpine(database, script, { tokenDelayMs: 60 })
  const { ada, ben, sessionId, say, meta, run } = await setUp(spine)
  const first = await say(ada, 'a page')
  const second = await say(ada, 'another one')
  const stopped = spine.read(sessionId, 0, done(1))
  spine.runner.start()
  await spine.read(sessionId, 0, (item) => item.type === 'token')
  await stopRun(spine.commands, { sessionId, runId: first, by: ben.id, pauseQueue: true })
  await stopped
  const [answer] = await projectMessages(spine.db, [(await run(first))?.replyId ?? ''])
  expect(answer).toMatchObject({ status: 'cancelled', stoppedBy: { name: 'Ben' } })
  expect(await meta()).toMatchObject({ running: null, queuePausedBy: { name: 'Ben' } })
  const takeAny = vi.fn()
  await takeLeases({ ...spine, clock: systemClock, owner: 'x', leaseMs: 1 }, 4, takeAny)
  expect(takeAny).not.toHaveBeenCalled()
  expect((await run(second))?.status).toBe('queued')
  await pauseQueue(spine.commands, { sessionId, paused: false, by: ada.id })
  await spine.read(sessionId, 0, done(2))
  expect((await run(second))?.status).toBe('done')
})

test('rule 33.3: a clash is shown to both, keeps the later one from steering, and is settled by merge, order or fork', async () => {
  await using database = await open()
  await using spine = await openSpine(database, script)
  const { ada, ben, sessionId, say, queue, begin, run } = await setUp(spine)
  const running = await say(ada, 'make the header blue')
  await begin()
  const steer = await say(ben, 'make the header red', 'steer')
  const waits = await say(ada, 'a footer with links')
  const later = await say(ben, 'no links in the footer')
  expect(await queue()).toMatchObject([
    { runId: steer, clash: { runId: running, running: true, authors: [{ name: 'Ada' }] } },
    { runId: waits, clash: null },
    { runId: later, clash: { runId: waits, running: false, kind: 'element', what: 'footer' } },
  ])
  const settle = (runId: Id, withId: Id, choice: Parameters<typeof settleClash>[1]['choice']) =>
    settleClash(spine.commands, {
      ...{ sessionId, runId, withId, by: ada.id },
      ...(choice === 'order'
        ? { choice, first: runId }
        : choice === 'fork'
          ? { choice, forkId: newId() }
          : { choice }),
    })
  // the other user's message blocks nobody, so it isn't theirs to settle
  for (const [runId, withId] of [
    [waits, waits],
    [later, steer],
    [waits, later],
    [later, running],
  ] as const)
    for (const choice of ['merge', 'order', 'fork'] as const)
      await expect(settle(runId, withId, choice)).rejects.toMatchObject({ code: 'conflict' })
  expect((await queue()).map((each) => each.runId)).toEqual([steer, waits, later])
  await settle(later, waits, 'order')
  expect((await queue()).map((each) => [each.runId, each.clash?.runId ?? null])).toEqual([
    [steer, running],
    [later, null],
    [waits, null],
  ])
  await settle(steer, running, 'merge')
  expect((await queue())[0]).toMatchObject({ runId: steer, clash: null, delivery: 'steer' })
  const other = await say(ada, 'a sidebar')
  const same = await say(ben, 'a sidebar with search')
  await settle(same, other, 'merge')
  expect((await queue()).at(-1)).toMatchObject({
    runId: other,
    text: 'a sidebar\n\na sidebar with search',
    authors: [{ name: 'Ada' }, { name: 'Ben' }],
  })
  expect(await run(same)).toMatchObject({ status: 'merged', handedTo: other })
  await expect(settle(same, other, 'merge')).rejects.toMatchObject({ code: 'conflict' })
})

test('rules 32.1, 32.2, 32.3 and 32.4: suggestions are approved, edited, bundled or declined by the first who decides', async () => {
  await using database = await open()
  await using spine = await openSpine(database, script)
  const { ada, ben, sessionId, queue, meta, begin, say } = await setUp(spine)
  const sam = await spine.person('Sam')
  await say(ada, 'begin')
  await begin()
  const propose = async (text: string) => {
    const id = newId()
    const input = { id, sessionId, authorId: sam.id, text }
    await suggest(spine.commands, input)
    await suggest(spine.commands, input)
    return id
  }
  const [a, b, c] = [await propose('one'), await propose('two'), await propose('three')]
  expect((await meta()).suggestions).toMatchObject([
    { text: 'one' },
    { text: 'two' },
    { text: 'three' },
  ])
  const messageId = newId()
  const approve = (ids: Id[], by: Id, id = messageId, text?: string) =>
    approveSuggestions(spine.commands, { sessionId, ids, messageId: id, text, by })
  const first = await approve([a, b], ada.id)
  expect(await approve([a, b], ada.id)).toEqual(first)
  await expect(approve([b, c], ben.id, newId())).rejects.toMatchObject({
    code: 'conflict',
    message: 'Ada has already approved this suggestion.',
  })
  expect(await queue()).toMatchObject([
    { text: 'one\n\ntwo', authors: [{ name: 'Ada' }, { name: 'Sam' }] },
  ])
  const decline = (by: Id) =>
    declineSuggestion(spine.commands, { sessionId, id: c, reason: 'Not now', by })
  await decline(ben.id)
  await decline(ben.id)
  await expect(decline(ada.id)).rejects.toMatchObject({ code: 'conflict' })
  expect((await meta()).suggestions).toMatchObject([
    { text: 'three', declined: { by: { name: 'Ben' }, reason: 'Not now' } },
  ])
  await expect(
    closeSuggestion(spine.commands, { sessionId, id: c, by: ada.id }),
  ).rejects.toMatchObject({ code: 'forbidden' })
  await closeSuggestion(spine.commands, { sessionId, id: c, by: sam.id })
  expect((await meta()).suggestions).toEqual([])
  const d = await propose('four')
  await approve([d], ben.id, newId(), 'four, but better')
  expect((await queue()).at(-1)?.text).toBe('four, but better')

  // abandoned declined suggestions used to hide all later ones
  for (let count = 0; count < 41; count += 1) {
    const id = await propose(`no ${count}`)
    await declineSuggestion(spine.commands, { sessionId, id, reason: 'No', by: ada.id })
  }
  await propose('still seen')
  const { suggestions } = await meta()
  expect(suggestions).toHaveLength(21)
  expect(suggestions?.at(-1)).toMatchObject({ text: 'still seen', declined: null })
  expect(suggestions?.at(-2)).toMatchObject({ text: 'no 40' })
})
