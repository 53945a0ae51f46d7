import { eq, getTableName, is } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import * as schema from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { closeCodes } from '../../shared/protocol/close-codes.ts'
import { docName } from '../../shared/protocol/doc-names.ts'
import { createVisitor, startAppServer } from '../testing/app-server.ts'
import { openTestDatabase } from '../testing/database.ts'
import { hasTestPostgres } from '../testing/postgres.ts'
import { code, invite, newToken } from '../testing/team.ts'
import { acceptInvite } from '../workspaces/accept-invite.ts'
import { deleteAccount } from './delete-account.ts'
import { isSignedIn, password, signIn, signUp } from './testing/account.ts'

let app: Awaited<ReturnType<typeof startAppServer>>
beforeAll(async () => {
  app = await startAppServer([{ text: 'Hello.' }])
})
afterAll(() => app?.[Symbol.asyncDispose]())

/** The rows of every table, as text. */
async function everyRow(): Promise<Map<string, string>> {
  const rows = new Map<string, string>()
  for (const table of Object.values(schema))
    if (is(table, PgTable))
      rows.set(getTableName(table), JSON.stringify(await app.db.select().from(table)))
  return rows
}

async function send(by: Awaited<ReturnType<typeof signUp>>, sessionId: string, text: string) {
  const id = newId()
  await by.api.messages.send.mutate({ id, sessionId, text, delivery: 'after' })
  return id
}

async function runsEnd(sessionId: string) {
  await vi.waitFor(async () => {
    const rows = await app.db.select().from(schema.runs).where(eq(schema.runs.sessionId, sessionId))
    expect(rows.map(({ status }) => status)).not.toContain('queued')
    expect(rows.map(({ status }) => status)).not.toContain('running')
  }, 30_000)
}

test('rule 40.7: work in others’ workspaces stays, and nothing of the person does', async () => {
  const name = 'Zebedee Quux'
  const owner = await signUp(app, 'Olga')
  const { id: workspaceId } = await owner.api.workspaces.create.mutate({
    id: newId(),
    name: 'Team',
  })
  const sessionId = newId()
  await owner.api.sessions.create.mutate({ id: sessionId, workspaceId })
  const { token } = await invite(owner, workspaceId)

  // as a guest of that name first, who then signs in to the account
  const account = await signUp(app, name)
  const { user: guest, cookie } = await app.services.auth.guest(name)
  const asGuest = { ...createVisitor(app.url, cookie.split(';', 1)[0]), me: guest, email: '' }
  await asGuest.api.invites.accept.mutate({ token })
  await send(asGuest, sessionId, 'Make it blue.')
  const current = await app.services.auth.authenticate(asGuest.cookie())
  await app.services.auth.signIn({ email: account.email, password }, current)
  const own = newId()
  await account.api.sessions.create.mutate({ id: own })
  await account.api.workspaces.create.mutate({ id: newId(), name: 'Empty' })
  const messageId = await send(account, sessionId, 'Make it green.')
  const ownInvite = await invite(owner, workspaceId)
  await runsEnd(sessionId)
  const [tree] = await app.db.select().from(schema.trees).limit(1)
  await app.db.insert(schema.versions).values({
    id: newId(),
    sessionId,
    number: 100,
    treeHash: tree?.hash ?? '',
    authors: [owner.me.id, account.me.id],
    reason: `Olga and ${name} asked`,
    at: new Date(),
  })
  expect([...(await everyRow())].filter(([, rows]) => rows.includes(name)).length).toBeGreaterThan(
    3,
  )

  const room = await app.services.rooms.get(sessionId)
  const socket = new WebSocket(`${app.url.replace('http', 'ws')}/yjs/${docName.draft(sessionId)}`, {
    headers: { origin: app.url, cookie: account.cookie() },
  })
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  await new Promise((resolve) => socket.once('message', resolve))
  const preview = await account.api.account.previewDeletion.query()
  expect(preview).toEqual({
    blocking: [],
    deleted: [
      { name: `${name}’s workspace`, sessions: 1 },
      { name: 'Empty', sessions: 0 },
    ],
    left: [{ name: 'Team' }],
  })
  const phone = await signIn(app, account)
  await account.api.account.delete.mutate({ password })

  expect([closeCodes.notSignedIn, closeCodes.forbidden]).toContain(await closed)
  expect(await Promise.all([account, phone].map(isSignedIn))).toEqual([false, false])
  await expect(signIn(app, account)).rejects.toMatchObject({ code: 'bad_input' })
  for (const [table, rows] of await everyRow())
    for (const word of [name, account.email, 'zebedee-quux'])
      expect(rows.includes(word), `${table} has ${word}`).toBe(false)

  // the work
  const listed = await owner.api.members.list.query({ workspaceId })
  expect(listed.map((member) => member.name)).toEqual(['Olga'])
  const [message] = await app.db
    .select()
    .from(schema.messages)
    .where(eq(schema.messages.id, messageId))
  expect(message).toMatchObject({ text: 'Make it green.', authorId: account.me.id })
  const [version] = await app.db
    .select()
    .from(schema.versions)
    .where(eq(schema.versions.number, 100))
  expect(version?.reason).toBe('Olga and a former member asked')
  await vi.waitFor(() => {
    const record = JSON.stringify(room.record.doc.toJSON())
    expect(record).toContain('a former member')
    expect(record).not.toContain(name)
  }, 10_000)
  // their own workspace
  const [gone] = await app.db.select().from(schema.sessions).where(eq(schema.sessions.id, own))
  expect(gone?.deletedAt).not.toBeNull()
  // an address is free again, and an invite still lets somebody in
  await app.services.auth.signUp({ name: 'New', email: account.email, password }, null)
  await (await signUp(app, 'Ned')).api.invites.accept.mutate({ token: ownInvite.token })
}, 60_000)

test('rule 40.7: who owns a workspace with others must hand it over first', async () => {
  const ada = await signUp(app, 'Ada')
  const ben = await signUp(app, 'Ben')
  const { id: workspaceId } = await ada.api.workspaces.create.mutate({ id: newId(), name: 'Team' })
  await ben.api.invites.accept.mutate({ token: (await invite(ada, workspaceId)).token })
  const remove = () => ada.api.account.delete.mutate({ password })
  const preview = await ada.api.account.previewDeletion.query()
  expect(preview.blocking.map(({ name }) => name)).toEqual(['Team'])
  await expect(remove()).rejects.toMatchObject(code('conflict', /You own Team.*Transfer it/))
  expect(await isSignedIn(ada)).toBe(true)
  await ada.api.workspaces.transfer.mutate({ id: workspaceId, to: ben.me.id })
  await remove()
  const listed = await ben.api.members.list.query({ workspaceId })
  expect(listed.map(({ name, role }) => ({ name, role }))).toEqual([{ name: 'Ben', role: 'owner' }])
})

test('rule 40.7: a workspace never loses its owner while somebody joins', async () => {
  // only a server runs transactions side by side
  const kind = hasTestPostgres() ? 'server' : 'embedded'
  await using other = await startAppServer([{ text: 'Hello.' }], {
    database: await openTestDatabase(kind),
  })
  const { services, db } = other
  for (let round = 0; round < 12; round++) {
    const [ada, ben] = [await signUp(other, 'Ada'), await signUp(other, 'Ben')]
    const { id: workspaceId } = await ada.api.workspaces.create.mutate({
      id: newId(),
      name: 'Team',
    })
    const { token } = await invite(ada, workspaceId)
    const [, deleted] = await Promise.allSettled([
      acceptInvite(services, { token, userId: ben.me.id }),
      deleteAccount(services, { userId: ada.me.id }),
    ])
    const rows = await db
      .select()
      .from(schema.members)
      .where(eq(schema.members.workspaceId, workspaceId))
    const roles = rows.map(({ role }) => role).toSorted()
    expect(roles).toEqual(deleted?.status === 'fulfilled' ? [] : ['editor', 'owner'])
  }
}, 60_000)

test('rule 40.7: no link leads into a deleted workspace', async () => {
  const [ada, ben] = [await signUp(app, 'Ada'), await signUp(app, 'Ben')]
  const { id: workspaceId } = await ada.api.workspaces.create.mutate({ id: newId(), name: 'Team' })
  const sessionId = newId()
  await ada.api.sessions.create.mutate({ id: sessionId, workspaceId })
  const invited = await invite(ada, workspaceId)
  const token = newToken()
  await ada.api.shares.create.mutate({ id: newId(), sessionId, token, role: 'viewer' })
  await ada.api.account.delete.mutate({ password })
  for (const one of [
    ben.api.invites.accept.mutate({ token: invited.token }),
    ben.api.shares.open.mutate({ token }),
  ])
    await expect(one).rejects.toMatchObject(code('not_found'))
})

test('rule 40.7: a run of a deleted workspace stops, and its visitors are out', async () => {
  await using slow = await startAppServer([{ text: 'word '.repeat(400) }], { tokenDelayMs: 20 })
  const ada = await signUp(slow)
  const visitor = await signUp(slow, 'Vic')
  const sessionId = newId()
  await ada.api.sessions.create.mutate({ id: sessionId })
  const token = newToken()
  await ada.api.shares.create.mutate({ id: newId(), sessionId, token, role: 'viewer' })
  await visitor.api.shares.open.mutate({ token })
  await ada.api.messages.send.mutate({ id: newId(), sessionId, text: 'Go.', delivery: 'after' })
  const statusOf = async () => {
    const rows = await slow.db.select().from(schema.runs)
    return rows.map(({ status }) => status)
  }
  await vi.waitFor(async () => expect(await statusOf()).toEqual(['running']), 10_000)
  await ada.api.account.delete.mutate({ password })
  expect(await statusOf()).toEqual(['cancelled'])
  await expect(visitor.api.sessions.get.query({ id: sessionId })).rejects.toMatchObject(
    code('not_found'),
  )
})

test('rule 40.7: a guest account is deleted without a password', async () => {
  const { user, cookie } = await app.services.auth.guest('Guest Canary')
  const guest = createVisitor(app.url, cookie.split(';', 1)[0])
  await guest.api.account.delete.mutate({ password: null })
  expect(await isSignedIn(guest)).toBe(false)
  const [row] = await app.db.select().from(schema.users).where(eq(schema.users.id, user.id))
  expect(row?.name).toBe('a former member')
})

test('rule 40.7: a new name reaches a record that is open', async () => {
  const ada = await signUp(app)
  const sessionId = newId()
  await ada.api.sessions.create.mutate({ id: sessionId })
  await send(ada, sessionId, 'Hello.')
  await runsEnd(sessionId)
  const room = await app.services.rooms.get(sessionId)
  const name = docName.record(sessionId, room.epoch)
  const socket = new WebSocket(`${app.url.replace('http', 'ws')}/yjs/${name}`, {
    headers: { origin: app.url, cookie: ada.cookie() },
  })
  await new Promise((resolve) => socket.once('message', resolve))
  await ada.api.auth.rename.mutate({ name: 'Augusta' })
  await vi.waitFor(
    () => expect(JSON.stringify(room.record.doc.toJSON())).toContain('Augusta'),
    10_000,
  )
  await vi.waitFor(
    () => expect(app.services.rooms.here(sessionId)).toMatchObject([{ name: 'Augusta' }]),
    10_000,
  )
  socket.close()
})
