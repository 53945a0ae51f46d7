import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { events, liveTexts, messages, runs, steps, versions } from '../../drizzle/schema.ts'
import type { AgentEvent } from '../../shared/protocol/subscription.ts'
import { type Id, newId } from '../../shared/ids.ts'
import { LiveTexts } from '../../shared/live-text.ts'
import { forEachDatabase } from '../testing/database.ts'
import { isDone, openSpine, type Spine } from '../testing/spine.ts'
import { changeFiles, readFile } from '../versions/working-tree.ts'
import { retryRun } from './retry-run.ts'
import { stopRun } from './stop-run.ts'
import { StaleLeaseError } from '../agent-port/stale-lease-error.ts'
import { createJournal } from './journal.ts'
import { type Lease, takeLeases } from './lease.ts'
import { moveRun } from './move-run.ts'
import { sendMessage } from './send-message.ts'
import { systemClock } from '../lib/clock.ts'

const script = [
  {
    text: 'I will write the page first.',
    toolCalls: [
      { name: 'write_file', args: { path: 'src/hello.ts', content: 'export const a = 1\n' } },
    ],
  },
  {
    text: 'Now I look at it.',
    toolCalls: [
      { name: 'read_file', args: { path: 'src/hello.ts' } },
      { name: 'check_app', args: {} },
    ],
  },
  { text: 'Done: there is a page that says hello.' },
]

function durable(items: Array<{ data: AgentEvent }>) {
  return items.flatMap(({ data }) => (data.type === 'event' ? [data] : []))
}

async function runOf(spine: Spine, runId: string) {
  const [run] = await spine.db.select().from(runs).where(eq(runs.id, runId))
  if (!run) throw new Error('no run')
  return run
}

forEachDatabase((_name, open) => {
  test('rule 1.2: a repeated message answers as the first did and adds nothing', async () => {
    await using database = await open()
    await using spine = await openSpine(database, script)
    const anna = await spine.person('Anna')
    const sessionId = await spine.session(anna)
    const message = {
      id: newId(),
      sessionId,
      authorId: anna.id,
      text: 'a to-do app',
      delivery: 'after' as const,
    }
    const answers = await Promise.all([
      sendMessage(spine.commands, message),
      sendMessage(spine.commands, message),
      sendMessage(spine.commands, message),
    ])
    expect(new Set(answers.map((answer) => answer.runId)).size).toBe(1)
    const rows = await spine.db.select().from(messages).where(eq(messages.sessionId, sessionId))
    expect(rows.map((row) => row.text)).toEqual(['a to-do app'])
    const eve = await spine.person('Eve')
    await expect(
      sendMessage(spine.commands, { ...message, authorId: eve.id }),
    ).rejects.toMatchObject({ code: 'conflict' })
  })

  test('rules 3.1, 3.2 and 3.3: seqs are dense under concurrent writers, and a subscription gives each event once from any cursor', async () => {
    await using database = await open()
    await using spine = await openSpine(database, script, { tokenDelayMs: 2 })
    const anna = await spine.person('Anna')
    const sessionId = await spine.session(anna)
    const send = (text: string) =>
      sendMessage(spine.commands, {
        id: newId(),
        sessionId,
        authorId: anna.id,
        text,
        delivery: 'after',
      })
    await Promise.all(['one', 'two', 'three'].map(send))
    spine.runner.start()
    let done = 0
    const all = await spine.read(sessionId, 0, (item) => isDone(item) && ++done === 3)
    const seqs = durable(all).map((event) => event.seq)
    expect(seqs).toEqual(seqs.map((_, index) => index + 1))
    const stored = await spine.db
      .select()
      .from(events)
      .where(eq(events.sessionId, sessionId))
      .orderBy(events.seq)
    expect(durable(all).map((event) => event.event)).toEqual(stored.map((row) => row.event))
    let behind = 0
    for (const { id, data } of all) {
      if (data.type === 'event') behind = data.seq
      expect(id).toBe(behind)
    }
    for (const cursor of [0, 3, 7, seqs.length - 1]) {
      let left = seqs.length - cursor
      const part = await spine.read(
        sessionId,
        cursor,
        (item) => item.type === 'event' && --left === 0,
      )
      expect(durable(part).map((event) => event.seq)).toEqual(seqs.slice(cursor))
      expect(part[0]?.data.type).toBe('snapshot')
    }
  })

  test('rule 3.4: tokens make up exactly the settled text of every step', async () => {
    await using database = await open()
    await using spine = await openSpine(database, script, { tokenDelayMs: 3 })
    const anna = await spine.person('Anna')
    const sessionId = await spine.session(anna, 'hello')
    await spine.rooms.get(sessionId)
    const reading = spine.read(sessionId, 0, isDone)
    spine.runner.start()
    const live = new LiveTexts()
    const texts: string[] = []
    for (const { data } of await reading) {
      if (data.type === 'snapshot') for (const token of data.live) live.apply(token)
      if (data.type === 'token') expect(live.apply(data)).not.toBe('gap')
      if (data.type === 'event' && data.event.type === 'step_settled') {
        const { messageId, step, text } = data.event
        texts.push(text)
        expect(live.get(messageId, step)?.text).toBe(text)
      }
    }
    expect(texts).toEqual(script.map((step) => step.text))
  })

  test('rules 2.1 and 2.2: one run at a time in a session, in an order that can be changed; sessions do not wait', async () => {
    await using database = await open()
    await using spine = await openSpine(database, script, { tokenDelayMs: 5 })
    const anna = await spine.person('Anna')
    const [first, other] = [await spine.session(anna), await spine.session(anna)]
    const send = async (sessionId: string, text: string) =>
      (
        await sendMessage(spine.commands, {
          id: newId(),
          sessionId,
          authorId: anna.id,
          text,
          delivery: 'after',
        })
      ).runId ?? ''
    const a = await send(first, 'a')
    const b = await send(first, 'b')
    const c = await send(first, 'c')
    await send(other, 'd')
    await moveRun(spine.commands, { sessionId: first, runId: c, to: 1 })
    spine.runner.start()
    let done = 0
    const items = await spine.read(first, 0, (item) => isDone(item) && ++done === 3)
    const order = durable(items).flatMap(({ event }) =>
      event.type === 'run_started' || event.type === 'done' ? [`${event.type} ${event.runId}`] : [],
    )
    expect(order).toEqual([a, c, b].flatMap((runId) => [`run_started ${runId}`, `done ${runId}`]))
    await spine.read(other, 0, isDone)
  })

  test('rules 4.1 and 4.4: the record is what the rows say, and a fresh room builds the same under another epoch', async () => {
    await using database = await open()
    await using spine = await openSpine(database, script)
    const anna = await spine.person('Anna')
    const sessionId = await spine.session(anna, 'hello')
    const room = await spine.rooms.get(sessionId)
    const reading = spine.read(sessionId, 0, isDone)
    spine.runner.start()
    await reading
    await room.wake()
    await room.settled()
    await using second = await openSpine(database, script)
    const fresh = await second.rooms.get(sessionId)
    expect(fresh.epoch).not.toBe(room.epoch)
    for (const map of ['messages', 'activity'])
      expect(room.record.doc.getMap(map).toJSON()).toEqual(fresh.record.doc.getMap(map).toJSON())
    const meta = (of: typeof room) => ({
      ...of.record.doc.getMap('meta').toJSON()['value'],
      epoch: '',
    })
    expect(meta(room)).toEqual(meta(fresh))
    expect(meta(room).seq).toBe(room.seq)
  })

  test('rules 7.1 and 7.6: what the run wrote is in the working tree, and a version holds it', async () => {
    await using database = await open()
    await using spine = await openSpine(database, script)
    const anna = await spine.person('Anna')
    const sessionId = await spine.session(anna, 'hello')
    const reading = spine.read(sessionId, 0, isDone)
    spine.runner.start()
    const changed = durable(await reading).flatMap(({ event }) =>
      event.type === 'file_changed' ? [event.path] : [],
    )
    expect(changed).toEqual(['src/hello.ts'])
    expect(await readFile(spine.db, sessionId, 'src/hello.ts')).toBe('export const a = 1\n')
    const rows = await spine.db
      .select()
      .from(versions)
      .where(eq(versions.sessionId, sessionId))
      .orderBy(versions.number)
    expect(rows.map((row) => [row.number, row.authors])).toEqual([
      [0, [anna.id]],
      [1, [anna.id]],
    ])
    expect(rows[1]?.parentId).toBe(rows[0]?.id)
  })

  test('rule 7.6: a run that is stopped after it changed a file leaves a version too', async () => {
    await using database = await open()
    await using spine = await openSpine(database, script, { tokenDelayMs: 100 })
    const anna = await spine.person('Anna')
    const sessionId = await spine.session(anna, 'hello')
    spine.runner.start()
    const begun = durable(
      await spine.read(
        sessionId,
        0,
        (item) => item.type === 'event' && item.event.type === 'file_changed',
      ),
    ).flatMap(({ event }) => (event.type === 'run_started' ? [event.runId] : []))
    await stopRun(spine.commands, { sessionId, runId: begun[0] ?? '', by: anna.id })
    const items = durable(await spine.read(sessionId, 0, isDone))
    expect(items.at(-1)?.event).toMatchObject({ type: 'done', outcome: 'cancelled' })
    const rows = await spine.db.select().from(versions).where(eq(versions.sessionId, sessionId))
    expect(rows.map((row) => row.number).toSorted((a, b) => a - b)).toEqual([0, 1])
  })

  test('rules 8.4 and 8.7: stop ends a run that streams; tried again by two at once it is one more run', async () => {
    await using database = await open()
    await using spine = await openSpine(database, script, { tokenDelayMs: 200 })
    const anna = await spine.person('Anna')
    const sessionId = await spine.session(anna, 'hello')
    spine.runner.start()
    const started = await spine.read(sessionId, 0, (item) => item.type === 'token')
    const begun = durable(started).find(({ event }) => event.type === 'run_started')?.event
    if (begun?.type !== 'run_started') throw new Error('not started')
    await stopRun(spine.commands, { sessionId, runId: begun.runId, by: anna.id })
    const rest = await spine.read(sessionId, 0, isDone)
    expect(durable(rest).at(-1)?.event).toMatchObject({ type: 'done', outcome: 'cancelled' })
    const said = durable(rest).flatMap(({ event }) =>
      event.type === 'step_settled' ? [event.text] : [],
    )
    expect(said, 'what it had said stays').toHaveLength(1)
    expect(script[0]?.text?.startsWith(said[0] ?? '-')).toBe(true)
    expect(await runOf(spine, begun.runId)).toMatchObject({
      status: 'cancelled',
      stoppedBy: anna.id,
    })
    const retry = (id: Id, runId: Id) =>
      retryRun(spine.commands, { id, sessionId, runId, by: anna.id })
    const [one, other] = await Promise.all([
      retry(newId(), begun.runId),
      retry(newId(), begun.runId),
    ])
    expect(other, 'who asks for it at once with another asks for the same').toEqual(one)
    const again = one.runId
    await spine.read(
      sessionId,
      0,
      (item) =>
        item.type === 'event' && item.event.type === 'run_started' && item.event.runId === again,
    )
  })

  test('rule 8.1: a run that takes too long is timed out and says so', async () => {
    await using database = await open()
    await using spine = await openSpine(database, script, { tokenDelayMs: 300, timeoutMs: 400 })
    const anna = await spine.person('Anna')
    const sessionId = await spine.session(anna, 'hello')
    spine.runner.start()
    const items = durable(await spine.read(sessionId, 0, isDone))
    expect(items.at(-1)?.event).toMatchObject({ type: 'done', outcome: 'timed_out' })
    expect(items.at(-2)?.event).toMatchObject({ type: 'error', code: 'run_timeout' })
  })

  test('rule 8.2: a run that was broken off goes on in another boot, with nothing done twice', async () => {
    await using database = await open()
    const spine = await openSpine(database, script, { tokenDelayMs: 20 })
    const anna = await spine.person('Anna')
    const sessionId = await spine.session(anna, 'hello')
    spine.runner.start()
    await spine.read(
      sessionId,
      0,
      (item) => item.type === 'event' && item.event.type === 'tool_end',
    )
    await spine[Symbol.asyncDispose]()
    await using second = await openSpine(database, script)
    second.runner.start()
    const items = durable(await second.read(sessionId, 0, isDone)).map(({ event }) => event)
    expect(items.flatMap((event) => (event.type === 'step_settled' ? [event.text] : []))).toEqual(
      script.map((step) => step.text),
    )
    const tools = (type: 'tool_start' | 'tool_end') =>
      items.flatMap((event) => (event.type === type ? [event.tool] : []))
    expect(tools('tool_start')).toEqual(['write_file', 'read_file', 'check_app'])
    expect(tools('tool_end')).toEqual(['write_file', 'read_file', 'check_app'])
    expect(items.at(-1)).toMatchObject({ type: 'done', outcome: 'done' })
    expect(items.filter((event) => event.type === 'run_started')).toHaveLength(2)
  })

  test('rule 8.1: a character that is cut in half, or a NUL, fails no run', async () => {
    // an emoji across a result's 500th unit failed the run and every retry
    await using database = await open()
    const read = (path: string) => ({ name: 'read_file', args: { path } })
    await using spine = await openSpine(database, [
      { text: 'I read.', toolCalls: [read('src/even.ts'), read('src/odd.ts')] },
      { text: 'I have read.' },
    ])
    const anna = await spine.person('Anna')
    const sessionId = await spine.session(anna, 'hello')
    // one of the files is cut inside an emoji
    const files = [
      { path: 'src/even.ts', content: '😀'.repeat(400) },
      { path: 'src/odd.ts', content: `a${'😀'.repeat(400)}` },
    ]
    await spine.lockSession(sessionId, (transaction) => changeFiles(transaction, files, null))
    await spine.lockSession(sessionId, async ({ emit }) =>
      emit({ type: 'error', runId: newId(), code: 'internal', message: 'half \ud83d and \0' }),
    )
    spine.runner.start()
    const items = durable(await spine.read(sessionId, 0, isDone))
    expect(items.at(-1)?.event).toMatchObject({ type: 'done', outcome: 'done' })
  })

  test('rule 39.8: running text with a NUL or half a character is stored, and so is what a stop leaves of it', async () => {
    await using database = await open()
    await using spine = await openSpine(database, script)
    const anna = await spine.person('Anna')
    const sessionId = await spine.session(anna, 'hello')
    const leases: Lease[] = []
    await takeLeases(
      { ...spine, clock: systemClock, owner: 'a', leaseMs: 60_000 },
      1,
      (taken) => void leases.push(taken),
    )
    const [lease] = leases
    if (!lease) throw new Error('no lease')
    const errors: unknown[] = []
    const journal = createJournal(
      { ...spine, clock: systemClock, flushMs: 10, onError: (error) => errors.push(error) },
      lease,
    )
    journal.token(0, 'a\0b \ud83d')
    const stored = 'a\ufffdb \ufffd'
    const textsIn = async (table: typeof liveTexts | typeof steps) =>
      (await spine.db.select({ text: table.text }).from(table)).map(({ text }) => text)
    await expect.poll(() => textsIn(liveTexts)).toEqual([stored])
    await journal.settlePartialStep()
    expect(await textsIn(steps)).toEqual([stored])
    expect(errors).toEqual([])
    const isSettled = (item: AgentEvent) =>
      item.type === 'event' && item.event.type === 'step_settled'
    const settled = durable(await spine.read(sessionId, 0, isSettled))
    expect(settled.at(-1)?.event).toMatchObject({ text: stored })
  })

  test('rule 8.3: a write under a lease that has passed on is refused and changes nothing', async () => {
    await using database = await open()
    await using spine = await openSpine(database, script)
    const anna = await spine.person('Anna')
    const sessionId = await spine.session(anna, 'hello')
    const deps = { db: spine.db, lockSession: spine.lockSession, owner: 'a', leaseMs: 0 }
    const leases: Lease[] = []
    const take = (lease: Lease) => void leases.push(lease)
    await takeLeases({ ...deps, clock: { ...systemClock, date: () => new Date(0) } }, 1, take)
    await takeLeases({ ...deps, clock: systemClock }, 1, take)
    const [old, taken] = leases
    if (!old || !taken) throw new Error('no lease')
    expect([old.lease, taken.lease]).toEqual([1, 2])
    const journal = createJournal(
      { ...spine, clock: systemClock, flushMs: 10, onError: () => {} },
      old,
    )
    const before = await spine.db.select().from(events).where(eq(events.sessionId, sessionId))
    const call = { callId: 'x', step: 0, tool: 'write_file', title: 'x' }
    await expect(journal.startTool(call)).rejects.toBeInstanceOf(StaleLeaseError)
    await expect(
      journal.settleStep({
        step: 0,
        text: 'late',
        toolCalls: [],
        usage: { inputTokens: 0, outputTokens: 0 },
      }),
    ).rejects.toBeInstanceOf(StaleLeaseError)
    const after = await spine.db.select().from(events).where(eq(events.sessionId, sessionId))
    expect(after).toEqual(before)
  })
})
