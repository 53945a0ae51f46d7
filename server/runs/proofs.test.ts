import { and, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { steps, toolCalls, versionProofs, versions } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { PageBrowser, PageUseRequest } from '../browser/port.ts'
import { noBrowser } from '../browser/testing/no-browser.ts'
import { startAppServer } from '../testing/app-server.ts'
import { createManualClock } from '../testing/manual-clock.ts'
import { createPlainSandboxes } from '../testing/plain-sandboxes.ts'
import { person } from '../testing/team.ts'
import { keepProofs, type Proof } from '../versions/proofs.ts'
import { createProofTaker } from './proof-taker.ts'
import { takeProofs } from './take-proofs.ts'

const script = [
  {
    text: 'A file.',
    toolCalls: [
      { name: 'write_file', args: { path: 'src/a.ts', content: 'export const a = NEXT\n' } },
    ],
  },
  { text: 'Done.' },
]

/** Only the beginning of a JPEG: the server reads no more. */
function jpeg(mark: number) {
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(60, mark)])
}

/** Sees what it is asked to see. */
function createBrowser() {
  const asked: PageUseRequest[] = []
  const picture = (width: number, caption: string) => ({
    caption,
    route: '/',
    width,
    height: 800,
    bytes: jpeg(asked.length),
  })
  const browser: PageBrowser = {
    ...noBrowser,
    unavailable: () => null,
    async use(request) {
      asked.push(request)
      const { actions, width } = request
      const pictures =
        actions.length === 0
          ? [picture(width, 'The page at the end')]
          : actions.map(({ do: what }) => picture(width, what))
      return { seen: true, use: { steps: [], problems: [], tree: '', pictures } }
    },
  }
  return { browser, asked }
}

async function open(browser: PageBrowser) {
  const plain = createPlainSandboxes()
  const sandbox = { ...plain.forRun(newId()), preview: async () => ({}) as never }
  let lent = 0
  let written = 0
  /** Each run writes something else. */
  const fill = (text: string) => text.replace('NEXT', () => String((written += 1)))
  const sandboxes = {
    ...plain,
    forRun: () => sandbox,
    lend: () => {
      lent++
      return { sandbox, end: async () => {} }
    },
  }
  const app = await startAppServer(script, { browser, sandboxes, fill })
  const anna = await person(app)
  const sessionId = newId()
  await anna.api.sessions.create.mutate({ id: sessionId })
  const send = (text: string) =>
    anna.api.messages.send.mutate({ id: newId(), sessionId, text, delivery: 'after' })
  const list = () => anna.api.versions.list.query({ sessionId, before: null })
  const proofsOf = async (number: number) => {
    const page = await list()
    return page.versions.find((version) => version.number === number)?.proofs ?? []
  }
  return { app, anna, sessionId, send, list, proofsOf, sandboxes, lent: () => lent }
}

function captions(proofs: ReadonlyArray<{ caption: string }>) {
  return proofs.map(({ caption }) => caption)
}

test('rules 55.1, 55.2: a run that changed something leaves pictures, with the page before it where there is one', async () => {
  const { browser, asked } = createBrowser()
  const { app, anna, sessionId, send, list, proofsOf, lent } = await open(browser)
  await using _app = app
  await send('Go')
  await expect.poll(() => proofsOf(1), { timeout: 20_000 }).toHaveLength(2)
  await send('Again')
  await expect.poll(() => proofsOf(2), { timeout: 20_000 }).toHaveLength(3)
  expect(captions(await proofsOf(1))).toEqual(['After: version 1', 'On a phone'])
  expect(captions(await proofsOf(2))).toEqual([
    'Before: version 1',
    'After: version 2',
    'On a phone',
  ])
  expect(asked.map(({ width }) => width)).toEqual([1_024, 390, 1_024, 390])
  expect(lent()).toBe(0)

  const { versions: all } = await list()
  const second = all.find(({ number }) => number === 2)?.id
  const get = (path: string, visitor = anna) =>
    fetch(`${app.url}/pictures/${path}`, { headers: { cookie: visitor.cookie() } })
  const before = await get(`${sessionId}/${second}/0`)
  expect(before.headers.get('content-type')).toBe('image/jpeg')
  expect(before.headers.get('content-security-policy')).toContain('sandbox')
  expect(Buffer.from(await before.arrayBuffer())).toEqual(jpeg(1))
  const eve = await person(app)
  expect((await get(`${sessionId}/${second}/0`, eve)).status).toBe(404)
  for (const place of ['3', 'x', '-1', '00'])
    expect((await get(`${sessionId}/${second}/${place}`)).status).toBe(404)
})

test('rule 55.1: pictures of an older version are taken in a sandbox of its own, once', async () => {
  const { app, sessionId, send, list, proofsOf, sandboxes, lent } = await open(noBrowser)
  await using _app = app
  const newest = async () => (await list()).versions[0]?.number
  await send('Go')
  await expect.poll(newest, { timeout: 20_000 }).toBe(1)
  await send('Again')
  await expect.poll(newest, { timeout: 20_000 }).toBe(2)
  const [first] = await app.db
    .select()
    .from(versions)
    .where(and(eq(versions.sessionId, sessionId), eq(versions.number, 1)))
  expect(await proofsOf(1)).toEqual([])
  const { db, lockSession } = app.services
  const { browser } = createBrowser()
  const take = () =>
    takeProofs(
      { db, lockSession, sandboxes, browser },
      first?.runId ?? '',
      new AbortController().signal,
    )
  await take()
  await take()
  expect(lent()).toBe(2)
  expect(captions(await proofsOf(1))).toEqual(['After: version 1', 'On a phone'])
  expect(await proofsOf(2)).toEqual([])
})

test('rule 55.3: pictures are bounded in number and size, and go with their version', async () => {
  const { app, sessionId, send, list } = await open(noBrowser)
  await using _app = app
  await send('Go')
  await expect.poll(async () => (await list()).versions.length, { timeout: 20_000 }).toBe(2)
  const versionId = (await list()).versions[0]?.id ?? ''
  const one = (size: number): Proof => ({
    kind: 'step',
    caption: 'Tried',
    width: 10,
    height: 10,
    jpeg: Buffer.alloc(size),
  })
  const many = [one(limits.pictureBytes + 1), ...Array.from({ length: 9 }, () => one(10))]
  const { lockSession, db } = app.services
  expect(await keepProofs(lockSession, { sessionId, versionId }, many)).toBe(true)
  expect(await keepProofs(lockSession, { sessionId, versionId }, [one(10)])).toBe(false)
  expect(await db.$count(versionProofs)).toBe(limits.proofPictures)
  await db.delete(versions).where(eq(versions.id, versionId))
  expect(await db.$count(versionProofs)).toBe(0)
})

test('rule 55.1: what the agent tried is done once more, and at most as many as there is room for', async () => {
  const { app, sessionId, send, list, proofsOf, sandboxes } = await open(noBrowser)
  await using _app = app
  await send('Go')
  await expect.poll(async () => (await list()).versions.length, { timeout: 20_000 }).toBe(2)
  const { db, lockSession } = app.services
  const [version] = await db
    .select()
    .from(versions)
    .where(and(eq(versions.sessionId, sessionId), eq(versions.number, 1)))
  const runId = version?.runId ?? ''
  const actions = [
    { do: 'go', route: '/tasks' },
    { do: 'click', name: 'Add' },
    { do: 'type', name: 'Title', text: 'Milk' },
    { do: 'expect', text: 'Milk' },
    { do: 'press', key: 'Escape' },
  ]
  const call = { runId, callId: 'tried', step: 90, tool: 'use_app', title: 'Add' }
  const at = new Date()
  await db.insert(toolCalls).values({ ...call, startedAt: at, endedAt: at, ok: true, result: '' })
  await db.insert(steps).values({
    runId,
    step: 90,
    text: '',
    toolCalls: [{ id: 'tried', name: 'use_app', args: { actions } }],
    at,
  })
  const { browser, asked } = createBrowser()
  const signal = new AbortController().signal
  await takeProofs({ db, lockSession, sandboxes, browser }, runId, signal)
  expect(captions(await proofsOf(1))).toEqual([
    'After: version 1',
    ...['Tried: go', 'Tried: click', 'Tried: type', 'Tried: expect'],
    'On a phone',
  ])
  expect(asked.at(-1)?.actions[1]).toEqual({ do: 'click', role: 'button', name: 'Add' })
})

test('rule 55.4: what a killed server left is taken later, for an hour', async () => {
  const { app, anna, send, list, proofsOf, sandboxes } = await open(noBrowser)
  await using _app = app
  await send('Go')
  await expect.poll(async () => (await list()).versions.length, { timeout: 20_000 }).toBe(2)
  const { db, lockSession } = app.services
  const { browser } = createBrowser()
  const log = { warn: () => undefined }
  const { clock, advance } = createManualClock()
  const others = newId()
  await anna.api.sessions.create.mutate({ id: others, first: { messageId: newId(), text: 'Go' } })
  await expect
    .poll(() => db.$count(versions, eq(versions.sessionId, others)), { timeout: 20_000 })
    .toBe(2)
  const longAgo = new Date(Date.now() - 2 * 3_600_000)
  await db.update(versions).set({ at: longAgo }).where(eq(versions.sessionId, others))
  const taker = createProofTaker({ db, lockSession, sandboxes, browser, clock, log })
  advance(30_000)
  await expect.poll(() => proofsOf(1), { timeout: 20_000 }).toHaveLength(2)
  await taker.close()
  expect(await db.$count(versionProofs)).toBe(2)
})
