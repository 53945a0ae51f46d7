import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as schema from '../../drizzle/schema.ts'
import { type Id, newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { startAppServer } from '../testing/app-server.ts'
import { createManualClock } from '../testing/manual-clock.ts'
import { code, invite, join, newToken, person, team } from '../testing/team.ts'
import { picked } from '../testing/picked.ts'
import { sweep } from './sweep.ts'

const dayMs = 86_400_000
const script = [
  {
    text: 'A file.',
    toolCalls: [{ name: 'write_file', args: { path: 'a.ts', content: 'new\n' } }],
  },
  { text: 'Done.' },
]

let app: Awaited<ReturnType<typeof startAppServer>>
beforeAll(async () => {
  app = await startAppServer(script)
})
afterAll(() => app?.[Symbol.asyncDispose]())

/** As the server's own sweep in `days` days. */
async function sweepIn(days: number) {
  const { clock, advance } = createManualClock()
  advance(days * dayMs)
  const { db, agent, sandboxes } = app.services
  const failed: object[] = []
  const log = { error: (details: object) => void failed.push(details) }
  await sweep({ db, agent, sandboxes, clock, log, deleteExpired: async () => {} })
  expect(failed).toEqual([])
}

/** The number of rows in each table, the agent's checkpoints too. */
async function rowCounts(): Promise<Record<string, number>> {
  const tables = await app.db.execute<{ name: string }>(sql`
    select table_schema || '.' || table_name as name from information_schema.tables
    where table_schema in ('public', 'langgraph') and table_type = 'BASE TABLE' order by 1`)
  const counts: Record<string, number> = {}
  for (const { name } of tables.rows) {
    const {
      rows: [row],
    } = await app.db.execute<{ n: number }>(sql`select count(*)::int as n from ${sql.raw(name)}`)
    counts[name] = row?.n ?? 0
  }
  return counts
}

const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** A session with a row in every table that sessions have rows in. */
async function fullSession(owner: Awaited<ReturnType<typeof person>>, workspaceId: Id, by: Id) {
  const { api } = owner
  const id = newId()
  await api.sessions.create.mutate({ id, workspaceId, first: { messageId: newId(), text: 'Go' } })
  await expect
    .poll(() => app.db.$count(schema.versions, eq(schema.versions.sessionId, id)), {
      timeout: 20_000,
    })
    .toBe(2)
  await api.pins.add.mutate({
    id: newId(),
    sessionId: id,
    commentId: newId(),
    text: 'Red',
    element: picked,
  })
  await api.preview.keepPicture.mutate({ sessionId: id, version: 1, image: picture })
  await api.visits.mark.mutate({ sessionId: id, seq: 1 })
  const [version] = await app.db
    .select({ id: schema.versions.id })
    .from(schema.versions)
    .where(eq(schema.versions.sessionId, id))
  if (!version) throw new Error('no version')
  const picturesOf = { versionId: version.id, position: 0, kind: 'after' as const }
  await app.db
    .insert(schema.versionProofs)
    .values({ ...picturesOf, caption: 'After', width: 1, height: 1, jpeg: new Uint8Array([0]) })
  const look = { id: newId(), sessionId: id, versionId: version.id, previewId: newId() }
  await app.db.insert(schema.looks).values(look)
  const linkId = newId()
  await api.shares.create.mutate({ id: linkId, sessionId: id, token: newToken(), role: 'editor' })
  await app.db.insert(schema.grants).values({ linkId, userId: by })
  const [run] = await app.db.select().from(schema.runs).where(eq(schema.runs.sessionId, id))
  if (!run) throw new Error('no run')
  const place = { runId: run.id, sessionId: id, messageId: run.replyId }
  await app.db.insert(schema.liveTexts).values({ ...place, step: 9, attempt: 1, text: 'half' })
  const at = new Date()
  await app.db.insert(schema.suggestions).values({
    id: newId(),
    sessionId: id,
    authorId: by,
    authors: [by],
    text: 'Blue',
    state: 'open',
    at,
  })
  await app.db
    .insert(schema.drafts)
    .values({ sessionId: id, state: new Uint8Array([0, 0]) })
    .onConflictDoNothing()
  // what a node that was killed leaves of a run
  await app.db.execute(sql`insert into langgraph.checkpoints
    (thread_id, checkpoint_ns, checkpoint_id, checkpoint, metadata)
    values (${run.id}, '', '1', '{}', '{}')`)
  return id
}

test('rules 37.1 and 37.2: a deleted session is restored as it was; after 30 days in the bin everything of it is gone', async () => {
  const { owner, workspaceId } = await team(app)
  const eve = await person(app)
  await sweepIn(1)
  const before = await rowCounts()
  const id = await fullSession(owner, workspaceId, eve.id)
  const full = await rowCounts()
  const grown = Object.keys(full).filter((name) => (full[name] ?? 0) > (before[name] ?? 0))
  // a new table that hangs on a session belongs into `fullSession`
  const untouched = [
    'auth_sessions',
    'cutoffs',
    'installation',
    'invites',
    'members',
    'reset_links',
    'users',
    'workspaces',
  ]
  const others = ['checkpoint_blobs', 'checkpoint_migrations', 'checkpoint_writes']
  expect(Object.keys(full).filter((name) => !grown.includes(name))).toEqual([
    ...others.map((name) => `langgraph.${name}`),
    ...untouched.map((name) => `public.${name}`),
  ])

  await owner.api.sessions.delete.mutate({ id })
  await expect(owner.api.sessions.get.query({ id })).rejects.toMatchObject(code('not_found'))
  const [binned] = await owner.api.sessions.bin.query({ workspaceId })
  expect(binned).toMatchObject({ id, name: 'Go', deletedBy: { id: owner.id } })
  const daysLeft = (Date.parse(binned?.goneAt ?? '') - Date.now()) / dayMs
  expect(Math.round(daysLeft)).toBe(limits.binMs / dayMs)
  await sweepIn(29)
  await owner.api.sessions.restore.mutate({ id, workspaceId })
  await owner.api.sessions.restore.mutate({ id, workspaceId })
  expect(await owner.api.sessions.bin.query({ workspaceId })).toEqual([])
  expect(await owner.api.sessions.get.query({ id })).toMatchObject({ name: 'Go' })
  const restored = await rowCounts()
  for (const name of ['messages', 'versions', 'working_files', 'pins', 'steps'])
    expect(restored[`public.${name}`]).toBe(full[`public.${name}`])

  await owner.api.sessions.delete.mutate({ id })
  await sweepIn(31)
  expect(await rowCounts()).toEqual(before)
  await expect(owner.api.sessions.restore.mutate({ id, workspaceId })).rejects.toMatchObject(
    code('not_found', /removed for good/),
  )
}, 60_000)

test('rule 37.1: who may delete sees the bin and restores, nobody else, and only in its workspace', async () => {
  const { owner, workspaceId } = await team(app)
  const id = newId()
  await owner.api.sessions.create.mutate({ id, workspaceId })
  await owner.api.sessions.delete.mutate({ id })
  const editor = await join(app, owner, workspaceId, 'editor')
  await expect(editor.api.sessions.bin.query({ workspaceId })).rejects.toMatchObject(
    code('forbidden'),
  )
  await expect(editor.api.sessions.restore.mutate({ id, workspaceId })).rejects.toMatchObject(
    code('forbidden'),
  )
  const other = await team(app)
  await expect(
    other.owner.api.sessions.restore.mutate({ id, workspaceId: other.workspaceId }),
  ).rejects.toMatchObject(code('not_found'))
  const admin = await join(app, owner, workspaceId, 'admin')
  await admin.api.sessions.restore.mutate({ id, workspaceId })
  expect(await owner.api.sessions.list.query({ workspaceId })).toHaveLength(1)
})

async function exists(table: typeof schema.users | typeof schema.workspaces, id: Id) {
  return (await app.db.$count(table, eq(table.id, id))) === 1
}

async function ownWorkspace(guest: Awaited<ReturnType<typeof person>>) {
  const [workspace] = await guest.api.workspaces.list.query()
  if (!workspace) throw new Error('no workspace')
  return workspace.id
}

test('rule 37.4: a guest without use for 60 days goes, with what only they have', async () => {
  const guest = await person(app)
  const workspaceId = await ownWorkspace(guest)
  await guest.api.sessions.create.mutate({ id: newId(), workspaceId })
  await sweepIn(59)
  expect(await guest.api.auth.me.query()).toMatchObject({ id: guest.id })
  await sweepIn(61)
  expect(await guest.api.auth.me.query()).toBe(null)
  expect(await exists(schema.users, guest.id)).toBe(false)
  expect(await exists(schema.workspaces, workspaceId)).toBe(false)
})

test('rule 37.4: a guest who comes back or becomes an account stays', async () => {
  const [back, account] = [await person(app), await person(app)]
  const usedAt = new Date(Date.now() - 50 * dayMs)
  await app.db.update(schema.users).set({ usedAt })
  await account.api.auth.signUp.mutate({
    name: 'Ada',
    email: `ada-${newId()}@example.com`,
    password: 'six purple kettles',
  })
  const gone = await person(app)
  await app.db.update(schema.users).set({ usedAt }).where(eq(schema.users.id, gone.id))
  await back.api.auth.me.query()
  await sweepIn(11)
  for (const [{ id }, stays] of [
    [back, true],
    [account, true],
    [gone, false],
  ] as const)
    expect(await exists(schema.users, id)).toBe(stays)
})

test('rule 37.4: of an unused guest the name stays as long as something of others names it', async () => {
  const { owner, workspaceId } = await team(app)
  await app.db.update(schema.users).set({ guest: false }).where(eq(schema.users.id, owner.id))
  const guest = await join(app, owner, workspaceId, 'editor')
  const { token } = await invite(owner, workspaceId)
  const id = newId()
  await guest.api.sessions.create.mutate({ id, workspaceId })
  await sweepIn(61)
  expect(await guest.api.auth.me.query()).toBe(null)
  expect(await exists(schema.users, guest.id)).toBe(true)
  const names = (await owner.api.members.list.query({ workspaceId })).map((member) => member.id)
  expect(names).toEqual([owner.id])
  expect(await owner.api.sessions.get.query({ id })).toMatchObject({ id })
  await owner.api.sessions.delete.mutate({ id })
  await sweepIn(92)
  await sweepIn(92)
  expect(await exists(schema.users, guest.id)).toBe(false)
  // the invite expired long before that
  await expect(owner.api.invites.look.query({ token })).rejects.toMatchObject(code('not_found'))
})

test('rule 37.4: what others work in stays, whoever owns it', async () => {
  const host = await person(app)
  const shared = await ownWorkspace(host)
  const member = await join(app, host, shared, 'editor')
  await app.db.update(schema.users).set({ guest: false }).where(eq(schema.users.id, member.id))
  const opened = await person(app)
  const visited = await ownWorkspace(opened)
  const id = newId()
  await opened.api.sessions.create.mutate({ id, workspaceId: visited })
  const used = new Date(Date.now() + 40 * dayMs)
  await app.db.update(schema.sessions).set({ changedAt: used }).where(eq(schema.sessions.id, id))
  await sweepIn(61)
  expect(await exists(schema.workspaces, shared)).toBe(true)
  expect(await exists(schema.workspaces, visited)).toBe(true)
})
