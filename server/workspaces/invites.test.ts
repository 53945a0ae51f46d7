import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { invites } from '../../drizzle/schema.ts'
import { type Id, newId } from '../../shared/ids.ts'
import { startAppServer } from '../testing/app-server.ts'
import { code, invite, join, newToken, person, rolesIn, team } from '../testing/team.ts'

let app: Awaited<ReturnType<typeof startAppServer>>

beforeAll(async () => {
  app = await startAppServer([{ text: 'Hello.' }])
})
afterAll(() => app?.[Symbol.asyncDispose]())

async function usesOf(id: Id) {
  const [row] = await app.db.select({ uses: invites.uses }).from(invites).where(eq(invites.id, id))
  return row?.uses
}

test('rule 6.7: of two who come for the last use at once, one gets in', async () => {
  const { owner, workspaceId } = await team(app)
  const { id, token } = await invite(owner, workspaceId, { maxUses: 1 })
  const both = await Promise.all([person(app), person(app)])
  const tries = await Promise.allSettled(
    both.map((who) => who.api.invites.accept.mutate({ token })),
  )
  expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  const lost = tries.find((one) => one.status === 'rejected')
  expect(lost?.reason).toMatchObject(code('conflict', /maximum number of uses/))
  expect(await usesOf(id)).toBe(1)
  expect((await rolesIn(app, workspaceId)).size).toBe(2)
  expect(await owner.api.invites.list.query({ workspaceId })).toEqual([])
})

test('rule 6.7: who is in already is led on, keeps their role and uses nothing up', async () => {
  const { owner, workspaceId, slug } = await team(app)
  const { id, token } = await invite(owner, workspaceId, { role: 'viewer', maxUses: 1 })
  expect(await owner.api.invites.accept.mutate({ token })).toEqual({ slug })
  expect((await rolesIn(app, workspaceId)).get(owner.id)).toBe('owner')
  expect(await usesOf(id)).toBe(0)
  const ben = await person(app)
  await ben.api.invites.accept.mutate({ token })
  await ben.api.invites.accept.mutate({ token })
  expect(await usesOf(id)).toBe(1)
  expect(await ben.api.invites.look.query({ token })).toMatchObject({
    state: 'used_up',
    offer: null,
    member: slug,
  })
})

test('rule 6.7: one person in two tabs at once joins once', async () => {
  const { owner, workspaceId } = await team(app)
  const { id, token } = await invite(owner, workspaceId)
  const ben = await person(app)
  await Promise.all([1, 2, 3].map(() => ben.api.invites.accept.mutate({ token })))
  expect(await usesOf(id)).toBe(1)
})

test('rule 6.7: an invite that has expired lets nobody in, and says so', async () => {
  const { owner, workspaceId } = await team(app)
  const { id, token } = await invite(owner, workspaceId, { days: 1 })
  await app.db
    .update(invites)
    .set({ expiresAt: new Date(0) })
    .where(eq(invites.id, id))
  const ben = await person(app)
  expect(await ben.api.invites.look.query({ token })).toMatchObject({
    state: 'expired',
    offer: null,
  })
  await expect(ben.api.invites.accept.mutate({ token })).rejects.toMatchObject(
    code('conflict', /has expired/),
  )
  expect((await rolesIn(app, workspaceId)).size).toBe(1)
})

test('rule 6.7: an invite that was revoked lets nobody in, and says so', async () => {
  const { owner, workspaceId } = await team(app)
  const { id, token } = await invite(owner, workspaceId)
  await owner.api.invites.revoke.mutate({ workspaceId, id })
  const ben = await person(app)
  await expect(ben.api.invites.accept.mutate({ token })).rejects.toMatchObject(
    code('conflict', /has been revoked/),
  )
})

test('rule 6.7: an unknown or cut token tells nothing', async () => {
  const ben = await person(app)
  const stranger = app.visitor()
  for (const { api } of [ben, stranger]) {
    await expect(api.invites.look.query({ token: newToken() })).rejects.toMatchObject(
      code('not_found'),
    )
    await expect(api.invites.look.query({ token: 'short' })).rejects.toMatchObject(
      code('bad_input', /incomplete/),
    )
  }
  await expect(stranger.api.invites.accept.mutate({ token: newToken() })).rejects.toMatchObject(
    code('not_signed_in'),
  )
})

test('rule 6.10: the token is nowhere in the database, and a replaced one lets nobody in', async () => {
  const { owner, workspaceId } = await team(app)
  const { id, token } = await invite(owner, workspaceId)
  const [row] = await app.db.select().from(invites).where(eq(invites.id, id))
  expect(JSON.stringify(row)).not.toContain(token)
  const fresh = newToken()
  await owner.api.invites.replace.mutate({ workspaceId, id, token: fresh })
  const ben = await person(app)
  await expect(ben.api.invites.accept.mutate({ token })).rejects.toMatchObject(code('not_found'))
  await ben.api.invites.accept.mutate({ token: fresh })
})

test('rule 1.2: the same invite made again is one; the same id for another is a conflict', async () => {
  const { owner, workspaceId } = await team(app)
  const made = {
    id: newId(),
    token: newToken(),
    workspaceId,
    role: 'viewer',
    days: 7,
    maxUses: 3,
  } as const
  await owner.api.invites.create.mutate(made)
  await owner.api.invites.create.mutate(made)
  expect(await owner.api.invites.list.query({ workspaceId })).toHaveLength(1)
  for (const other of [
    { ...made, role: 'admin' as const },
    { ...made, token: newToken() },
  ])
    await expect(owner.api.invites.create.mutate(other)).rejects.toMatchObject(code('conflict'))
  const elsewhere = await team(app)
  await expect(
    elsewhere.owner.api.invites.create.mutate({ ...made, workspaceId: elsewhere.workspaceId }),
  ).rejects.toMatchObject(code('conflict'))
})

test('rule 6.11: who is removed has no open invite left to come back by', async () => {
  const { owner, workspaceId } = await team(app)
  const eve = await join(app, owner, workspaceId, 'admin')
  const { token } = await invite(eve, workspaceId, { role: 'admin' })
  await owner.api.members.remove.mutate({ workspaceId, userId: eve.id })
  await expect(eve.api.invites.accept.mutate({ token })).rejects.toMatchObject(
    code('conflict', /revoked/),
  )
  await expect(eve.api.members.list.query({ workspaceId })).rejects.toMatchObject(code('not_found'))
})

test('rule 6.11: nor one that they made as a guest, before they signed in', async () => {
  const { owner, workspaceId } = await team(app)
  const account = { email: `eve-${newId()}@example.com`, password: 'six purple kettles' }
  await (await person(app)).api.auth.signUp.mutate({ name: 'Eve', ...account })
  const guest = await join(app, owner, workspaceId, 'admin')
  const { token } = await invite(guest, workspaceId, { role: 'admin' })
  const { id: userId } = await guest.api.auth.signIn.mutate(account)
  expect((await rolesIn(app, workspaceId)).get(userId)).toBe('admin')
  await owner.api.members.remove.mutate({ workspaceId, userId })
  await expect(guest.api.invites.accept.mutate({ token })).rejects.toMatchObject(
    code('conflict', /revoked/),
  )
})
