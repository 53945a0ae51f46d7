import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessions, shareLinks } from '../../drizzle/schema.ts'
import { type Id, newId } from '../../shared/ids.ts'
import type { LinkRole } from '../../shared/roles.ts'
import { startAppServer, type Visitor } from '../testing/app-server.ts'
import { code, invite, join, newToken, person, rolesIn, team } from '../testing/team.ts'

let app: Awaited<ReturnType<typeof startAppServer>>

beforeAll(async () => {
  app = await startAppServer([{ text: 'Hello.' }])
})
afterAll(() => app?.[Symbol.asyncDispose]())

async function share(by: Visitor, sessionId: Id, role: LinkRole) {
  const id = newId()
  const token = newToken()
  await by.api.shares.create.mutate({ id, token, sessionId, role })
  return { id, token }
}

async function shared(role: LinkRole) {
  const { owner, workspaceId, slug } = await team(app)
  const sessionId = newId()
  await owner.api.sessions.create.mutate({ id: sessionId, workspaceId, name: 'Shared' })
  const link = await share(owner, sessionId, role)
  return { owner, workspaceId, slug, sessionId, link }
}

test('rule 6.8: a visitor has the session, without so much as the workspace’s name', async () => {
  const { sessionId, slug, workspaceId, link } = await shared('editor')
  const zoe = await person(app)
  expect(await zoe.api.shares.look.query({ token: link.token })).toMatchObject({
    offer: { session: 'Shared', role: 'editor' },
    mine: null,
  })
  await zoe.api.shares.open.mutate({ token: link.token })
  const view = await zoe.api.sessions.get.query({ id: sessionId })
  expect(view).toMatchObject({ role: 'editor', workspace: null })
  expect(JSON.stringify(view)).not.toContain(slug)
  await expect(zoe.api.workspaces.get.query({ slug })).rejects.toMatchObject(code('not_found'))
  await expect(zoe.api.sessions.list.query({ workspaceId })).rejects.toMatchObject(
    code('not_found'),
  )
  await expect(share(zoe, sessionId, 'viewer')).rejects.toMatchObject(code('forbidden'))
  await expect(zoe.api.sessions.delete.mutate({ id: sessionId })).rejects.toMatchObject(
    code('forbidden'),
  )
  await zoe.api.sessions.rename.mutate({ id: sessionId, name: 'By a visitor' })
})

test('rule 6.8: the higher of membership and link counts, and both end with the membership', async () => {
  const { owner, workspaceId, sessionId, link } = await shared('editor')
  const ben = await join(app, owner, workspaceId, 'viewer')
  await ben.api.shares.open.mutate({ token: link.token })
  expect(await ben.api.sessions.get.query({ id: sessionId })).toMatchObject({
    role: 'editor',
    standing: { member: 'viewer', link: 'editor' },
  })
  await owner.api.members.remove.mutate({ workspaceId, userId: ben.id })
  await expect(ben.api.sessions.get.query({ id: sessionId })).rejects.toMatchObject(
    code('not_found'),
  )
})

test('rule 6.8: a revoked link takes away what it gave, and no other link', async () => {
  const { owner, sessionId, link } = await shared('editor')
  const view = await share(owner, sessionId, 'viewer')
  const zoe = await person(app)
  for (const { token } of [link, view]) await zoe.api.shares.open.mutate({ token })
  await owner.api.shares.revoke.mutate({ sessionId, id: link.id })
  expect((await zoe.api.sessions.get.query({ id: sessionId })).role).toBe('viewer')
  await owner.api.shares.revoke.mutate({ sessionId, id: view.id })
  await expect(zoe.api.sessions.get.query({ id: sessionId })).rejects.toMatchObject(
    code('not_found'),
  )
  for (const { token } of [link, view])
    await expect(zoe.api.shares.open.mutate({ token })).rejects.toMatchObject(code('not_found'))
})

test('rule 6.9: whoever is cut off knows the preview’s address no more', async () => {
  const { owner, sessionId, link, workspaceId } = await shared('viewer')
  const previewId = async () => {
    const [row] = await app.db
      .select({ previewId: sessions.previewId })
      .from(sessions)
      .where(eq(sessions.id, sessionId))
    return row?.previewId
  }
  const before = await previewId()
  const zoe = await person(app)
  await zoe.api.shares.open.mutate({ token: link.token })
  await owner.api.shares.revoke.mutate({ sessionId, id: link.id })
  const after = await previewId()
  expect(after).not.toBe(before)
  const ben = await join(app, owner, workspaceId, 'viewer')
  await ben.api.workspaces.leave.mutate({ id: workspaceId })
  expect(await previewId()).not.toBe(after)
})

test('rule 6.10: a replaced token lets nobody new in, and puts nobody out', async () => {
  const { owner, sessionId, link } = await shared('viewer')
  const [zoe, late] = await Promise.all([person(app), person(app)])
  await zoe.api.shares.open.mutate({ token: link.token })
  await owner.api.shares.replace.mutate({ sessionId, id: link.id, token: newToken() })
  await expect(late.api.shares.open.mutate({ token: link.token })).rejects.toMatchObject(
    code('not_found'),
  )
  expect((await zoe.api.sessions.get.query({ id: sessionId })).role).toBe('viewer')
  const [row] = await app.db.select().from(shareLinks).where(eq(shareLinks.id, link.id))
  expect(JSON.stringify(row)).not.toContain(link.token)
})

test('a guest who came by links and invites signs in, and the account has what the guest had', async () => {
  const { owner, workspaceId, sessionId, link } = await shared('editor')
  const account = { name: 'Ada', email: `${newId()}@example.com`, password: 'correct horse' }
  await app.visitor().api.auth.signUp.mutate(account)
  const guest = await person(app)
  await guest.api.shares.open.mutate({ token: link.token })
  const other = await team(app)
  const { token } = await invite(other.owner, other.workspaceId, { role: 'suggester' })
  await guest.api.invites.accept.mutate({ token })
  const ada = await guest.api.auth.signIn.mutate(account)
  expect(ada.id).not.toBe(guest.id)
  expect((await guest.api.sessions.get.query({ id: sessionId })).role).toBe('editor')
  expect((await rolesIn(app, other.workspaceId)).get(ada.id)).toBe('suggester')
  expect((await rolesIn(app, other.workspaceId)).has(guest.id)).toBe(false)
  expect((await rolesIn(app, workspaceId)).get(owner.id)).toBe('owner')
})

// must be last: it uses up this address's tries
test('rule 6.10: tries with tokens are limited by address', async () => {
  const stranger = app.visitor()
  const tries = Array.from({ length: 70 }, () =>
    stranger.api.shares.look.query({ token: newToken() }).catch((error: Error) => error.message),
  )
  const answers = (await Promise.all(tries)).map(String)
  expect(answers.some((answer) => answer.startsWith('Too many attempts'))).toBe(true)
})
