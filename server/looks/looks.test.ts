import { Sandbox } from 'e2b'
import { eq } from 'drizzle-orm'
import { type SandboxHost, startSandboxHost } from '@fegg/sandbox-host'
import { createMiniTemplate, miniApp } from '@fegg/sandbox-host/testing/mini-template.ts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { looks, sessions } from '../../drizzle/schema.ts'
import { type Id, newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { ask } from '../gateway/testing/gateway-resource.ts'
import { createSandboxes } from '../sandbox/sandboxes.ts'
import { addVersion } from '../testing/add-version.ts'
import { startAppServer } from '../testing/app-server.ts'
import { createManualClock } from '../testing/manual-clock.ts'
import { enter, type Person, share } from '../testing/people.ts'
import { code } from '../testing/team.ts'
import { treeEntries } from '../versions/working-tree.ts'
import { createLooks } from './looks.ts'

let template: Awaited<ReturnType<typeof createMiniTemplate>>
let host: SandboxHost
let app: Awaited<ReturnType<typeof startAppServer>>
let anna: Person

beforeAll(async () => {
  template = await createMiniTemplate()
  host = await startSandboxHost({
    dataDir: template.dataDir,
    templates: { mini: template.home },
    launcher: 'plain',
    domain: 'localhost',
    spares: 0,
    registry: 'http://127.0.0.1:9/',
  })
  const log = { info: () => undefined, warn: () => undefined }
  app = await startAppServer([{ text: 'Hello.' }], {
    template: Object.entries(miniApp).map(([path, content]) => ({ path, content })),
    createSandboxes: async (deps) =>
      createSandboxes({ ...deps, e2b: { templateId: 'mini' }, host, log }),
  })
  anna = await enter(app, 'account')
})
afterAll(async () => {
  await app?.[Symbol.asyncDispose]()
  await host?.close()
  await template?.[Symbol.asyncDispose]()
})

async function existing() {
  const connection = { apiUrl: host.apiUrl, apiKey: host.apiKey }
  const query = { state: ['running' as const, 'paused' as const] }
  const found = await Sandbox.list({ ...connection, query }).nextItems()
  return found.map(({ sandboxId }) => sandboxId)
}

async function start() {
  const sessionId = newId()
  await anna.api.sessions.create.mutate({ id: sessionId, name: 'Bakery' })
  const build = (content: string) =>
    addVersion(app.services.lockSession, {
      sessionId,
      authors: [anna.id],
      text: content,
      edits: [{ path: 'index.html', content }],
    })
  const open = ({ id: versionId }: { id: Id }, by = anna) =>
    by.api.looks.open.mutate({ sessionId, versionId })
  const state = (lookId: Id, by = anna) => by.api.looks.state.query({ sessionId, lookId })
  return { sessionId, build, open, state }
}

async function pageOf(url: string) {
  const { host: name, pathname } = new URL(url)
  return ask(app.port, pathname, { host: name })
}

async function sandboxOf(lookId: Id) {
  const [row] = await app.db.select().from(looks).where(eq(looks.id, lookId))
  return row?.sandboxId ?? null
}

async function waitUntilReady(state: () => Promise<{ state: string } | null>) {
  await vi.waitFor(async () => expect((await state())?.state).toBe('ready'), {
    timeout: 30_000,
    interval: 50,
  })
}

test('rule 49.1: an older version is shown live while the session stays as it is', async () => {
  const { sessionId, build, open, state } = await start()
  const older = await build('<h1>Older</h1>\n')
  await build('<h1>Newer</h1>\n')
  const before = await treeEntries(app.db, sessionId)
  const look = await open(older)
  await waitUntilReady(() => state(look.id))
  expect((await pageOf(look.url)).body).toContain('Older')
  const preview = await anna.api.preview.address.query({ sessionId })
  expect(preview.url).not.toBe(look.url)
  expect((await pageOf(preview.url)).body).toContain('Newer')
  expect(await treeEntries(app.db, sessionId)).toEqual(before)
  const [session] = await app.db.select().from(sessions).where(eq(sessions.id, sessionId))
  expect(await sandboxOf(look.id)).not.toBe(session?.sandboxId)
  // a change of the session doesn't reach it
  await build('<h1>Newest</h1>\n')
  expect((await pageOf(look.url)).body).toContain('Older')
  expect(await open(older)).toMatchObject({ id: look.id, url: look.url })
})

test('rule 49.1: only people who may see the session get the address, and only of its own versions', async () => {
  const { sessionId, build, open, state } = await start()
  const version = await build('<h1>Secret</h1>\n')
  const ben = await enter(app, 'guest')
  const look = await open(version)
  await expect(open(version, ben)).rejects.toMatchObject(code('not_found'))
  await expect(state(look.id, ben)).rejects.toMatchObject(code('not_found'))
  const { token } = await share(anna, sessionId, 'viewer')
  await ben.api.shares.open.mutate({ token })
  expect((await open(version, ben)).url).toBe(look.url)
  const other = await start()
  await expect(other.open(version)).rejects.toMatchObject(code('not_found', /no such version/))
  expect(await other.state(look.id)).toBeNull()
})

test('rule 49.2: a look ends after ten minutes without use, with its sandbox and its address', async () => {
  const { build, open, state } = await start()
  const look = await open(await build('<h1>One</h1>\n'))
  await waitUntilReady(() => state(look.id))
  const machine = (await sandboxOf(look.id)) ?? ''
  expect(await existing()).toContain(machine)
  const { clock, advance } = createManualClock()
  const later = createLooks({ ...app.services, gateway: app.services.gateway, clock })
  advance(limits.lookMs - 60_000)
  await later.endUnused()
  expect(await state(look.id)).not.toBeNull()
  advance(120_000)
  await later.endUnused()
  await later.close()
  expect(await state(look.id)).toBeNull()
  expect((await pageOf(look.url)).status).toBe(404)
  expect(await existing()).not.toContain(machine)
})

test('rule 49.2: using a look puts off its end', async () => {
  const { build, open, state } = await start()
  const look = await open(await build('<h1>Used</h1>\n'))
  const long = new Date(Date.now() - 2 * limits.lookMs)
  await app.db.update(looks).set({ usedAt: long }).where(eq(looks.id, look.id))
  await state(look.id)
  const [row] = await app.db.select().from(looks).where(eq(looks.id, look.id))
  expect(row?.usedAt.getTime()).toBeGreaterThan(long.getTime() + limits.lookMs)
})

test('rule 49.2: a session has three looks; a further one ends the longest unused', async () => {
  const { build, open, state } = await start()
  const opened = []
  for (const name of ['a', 'b', 'c', 'd']) opened.push(await open(await build(name)))
  const states = await Promise.all(opened.map(({ id }) => state(id)))
  expect(states.map((one) => one !== null)).toEqual([false, true, true, true])
  expect(limits.looks).toBe(3)
})

test('rule 49.2: a deleted session has no looks', async () => {
  const { sessionId, build, open, state } = await start()
  const look = await open(await build('<h1>Gone</h1>\n'))
  await waitUntilReady(() => state(look.id))
  const machine = (await sandboxOf(look.id)) ?? ''
  await anna.api.sessions.delete.mutate({ id: sessionId })
  await vi.waitFor(async () => {
    expect(await app.db.$count(looks, eq(looks.sessionId, sessionId))).toBe(0)
    expect(await existing()).not.toContain(machine)
  })
  expect((await pageOf(look.url)).status).toBe(404)
})
