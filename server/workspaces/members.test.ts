import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { members, users } from '../../drizzle/schema.ts'
import { type Id, newId } from '../../shared/ids.ts'
import type { GivenRole } from '../../shared/roles.ts'
import { startAppServer } from '../testing/app-server.ts'
import { code, invite, join, person, rolesIn, team } from '../testing/team.ts'

let app: Awaited<ReturnType<typeof startAppServer>>

beforeAll(async () => {
  app = await startAppServer([{ text: 'Hello.' }])
})
afterAll(() => app?.[Symbol.asyncDispose]())

test('bad input: forged roles, sizes and counts are refused', async () => {
  const { owner, workspaceId } = await team(app)
  const ben = await join(app, owner, workspaceId, 'viewer')
  const setRole = (role: string) =>
    owner.api.members.setRole.mutate({ workspaceId, userId: ben.id, role: role as GivenRole })
  for (const role of ['owner', 'root', ''])
    await expect(setRole(role)).rejects.toMatchObject(code('bad_input'))
  const bad = [{ role: 'owner' as GivenRole }, { maxUses: 0 }, { maxUses: 1_001 }, { days: 2 as 1 }]
  for (const more of bad)
    await expect(invite(owner, workspaceId, more)).rejects.toMatchObject(code('bad_input'))
  for (const name of ['', ' ', 'x'.repeat(81)]) {
    await expect(owner.api.workspaces.create.mutate({ id: newId(), name })).rejects.toMatchObject(
      code('bad_input'),
    )
    await expect(
      owner.api.workspaces.rename.mutate({ id: workspaceId, name }),
    ).rejects.toMatchObject(code('bad_input'))
  }
  expect((await rolesIn(app, workspaceId)).get(ben.id)).toBe('viewer')
})

test('rule 6.6: nobody touches the owner, an admin makes no owner, and the owner does not leave', async () => {
  const { owner, workspaceId } = await team(app)
  const admin = await join(app, owner, workspaceId, 'admin')
  const userId = owner.id
  await expect(
    admin.api.members.setRole.mutate({ workspaceId, userId, role: 'viewer' }),
  ).rejects.toMatchObject(code('forbidden', /owner’s role can’t be changed/))
  await expect(admin.api.members.remove.mutate({ workspaceId, userId })).rejects.toMatchObject(
    code('forbidden', /owner’s role can’t be changed/),
  )
  await expect(
    admin.api.workspaces.transfer.mutate({ id: workspaceId, to: admin.id }),
  ).rejects.toMatchObject(code('forbidden'))
  await expect(owner.api.workspaces.leave.mutate({ id: workspaceId })).rejects.toMatchObject(
    code('conflict', /Transfer it/),
  )
  expect((await rolesIn(app, workspaceId)).get(owner.id)).toBe('owner')
})

test('rule 6.6: a transfer leaves one owner; to a guest, or to somebody outside, there is none', async () => {
  const { owner, workspaceId } = await team(app)
  const ben = await join(app, owner, workspaceId, 'viewer')
  const transfer = (to: Id) => owner.api.workspaces.transfer.mutate({ id: workspaceId, to })
  await expect(transfer(ben.id)).rejects.toMatchObject(code('conflict', /guest/))
  await expect(transfer((await person(app)).id)).rejects.toMatchObject(code('not_found'))
  await app.db.update(users).set({ guest: false }).where(eq(users.id, ben.id))
  await transfer(ben.id)
  const roles = await rolesIn(app, workspaceId)
  expect([roles.get(ben.id), roles.get(owner.id)]).toEqual(['owner', 'admin'])
  await owner.api.workspaces.leave.mutate({ id: workspaceId })
  expect((await rolesIn(app, workspaceId)).size).toBe(1)
})

test('rule 6.6: the database itself takes no second owner', async () => {
  const { workspaceId } = await team(app)
  const other = await person(app)
  await expect(
    app.db.insert(members).values({ workspaceId, userId: other.id, role: 'owner' }),
  ).rejects.toThrow()
})

test('rule 6.3: somebody else’s workspace is as unknown as none, for everything', async () => {
  const { workspaceId, owner, slug } = await team(app)
  const eve = await team(app)
  for (const id of [workspaceId, newId()]) {
    const tries = [
      eve.owner.api.members.list.query({ workspaceId: id }),
      eve.owner.api.members.remove.mutate({ workspaceId: id, userId: owner.id }),
      eve.owner.api.workspaces.rename.mutate({ id, name: 'Mine' }),
      eve.owner.api.workspaces.leave.mutate({ id }),
      invite(eve.owner, id),
    ]
    for (const attempt of await Promise.allSettled(tries))
      expect(attempt).toMatchObject({
        status: 'rejected',
        reason: code('not_found', /^There is no such workspace\.$/),
      })
  }
  await expect(eve.owner.api.workspaces.get.query({ slug })).rejects.toMatchObject(
    code('not_found'),
  )
  // another workspace's id, used within one's own
  const theirs = await invite(owner, workspaceId)
  await expect(
    eve.owner.api.invites.revoke.mutate({ workspaceId: eve.workspaceId, id: theirs.id }),
  ).rejects.toMatchObject(code('not_found'))
  await expect(
    eve.owner.api.members.remove.mutate({ workspaceId: eve.workspaceId, userId: owner.id }),
  ).rejects.toMatchObject(code('not_found', /member/))
})

test('who has no workspace left gets one when they begin something', async () => {
  const ben = await person(app)
  await app.db.delete(members).where(eq(members.userId, ben.id))
  const id = newId()
  await ben.api.sessions.create.mutate({ id })
  expect(await ben.api.workspaces.list.query()).toMatchObject([{ role: 'owner' }])
  expect((await ben.api.sessions.get.query({ id })).role).toBe('owner')
})
