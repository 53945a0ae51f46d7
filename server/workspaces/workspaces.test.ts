import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { invites, members, sessions, shareLinks, users } from '../../drizzle/schema.ts'
import { type Id, newId } from '../../shared/ids.ts'
import type { GivenRole, LinkRole } from '../../shared/roles.ts'
import { startAppServer, type Visitor } from '../testing/app-server.ts'

type App = Awaited<ReturnType<typeof startAppServer>>
let app: App

beforeAll(async () => {
  app = await startAppServer([{ text: 'Hello.' }])
})
afterAll(() => app?.[Symbol.asyncDispose]())

const newToken = () => randomBytes(32).toString('base64url')

const person = async () => {
  const visitor = app.visitor()
  const { id } = await visitor.api.auth.guest.mutate()
  return { ...visitor, id }
}
type Person = Awaited<ReturnType<typeof person>>

/** Somebody with a workspace made for the test. */
const team = async () => {
  const owner = await person()
  const workspace = await owner.api.workspaces.create.mutate({ id: newId(), name: 'Team' })
  return { owner, workspaceId: workspace.id, slug: workspace.slug }
}

const invite = async (
  by: Visitor,
  workspaceId: Id,
  more: { role?: GivenRole; days?: 1 | 7 | 30 | null; maxUses?: number | null } = {},
) => {
  const id = newId()
  const token = newToken()
  const made = { id, token, workspaceId, role: 'editor' as const, days: 7 as const, maxUses: null }
  await by.api.invites.create.mutate({ ...made, ...more })
  return { id, token }
}

const join = async (by: Visitor, workspaceId: Id, role: GivenRole): Promise<Person> => {
  const who = await person()
  const { token } = await invite(by, workspaceId, { role })
  await who.api.invites.accept.mutate({ token })
  return who
}

const share = async (by: Visitor, sessionId: Id, role: LinkRole) => {
  const id = newId()
  const token = newToken()
  await by.api.shares.create.mutate({ id, token, sessionId, role })
  return { id, token }
}

const usesOf = async (id: Id) => {
  const [row] = await app.db.select({ uses: invites.uses }).from(invites).where(eq(invites.id, id))
  return row?.uses
}

const rolesIn = async (workspaceId: Id) => {
  const rows = await app.db.select().from(members).where(eq(members.workspaceId, workspaceId))
  return new Map(rows.map(({ userId, role }) => [userId, role]))
}

const code = (expected: string, message?: RegExp) => ({
  data: { app: { code: expected } },
  ...(message ? { message: expect.stringMatching(message) } : {}),
})

describe('invites', () => {
  test('rule 6.7: of two who come for the last use at once, one gets in', async () => {
    const { owner, workspaceId } = await team()
    const { id, token } = await invite(owner, workspaceId, { maxUses: 1 })
    const both = await Promise.all([person(), person()])
    const tries = await Promise.allSettled(
      both.map((who) => who.api.invites.accept.mutate({ token })),
    )
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const lost = tries.find((one) => one.status === 'rejected')
    expect(lost?.reason).toMatchObject(code('conflict', /used as often as it may/))
    expect(await usesOf(id)).toBe(1)
    expect((await rolesIn(workspaceId)).size).toBe(2)
    expect(await owner.api.invites.list.query({ workspaceId })).toEqual([])
  })

  test('rule 6.7: who is in already is led on, keeps their role and uses nothing up', async () => {
    const { owner, workspaceId, slug } = await team()
    const { id, token } = await invite(owner, workspaceId, { role: 'viewer', maxUses: 1 })
    expect(await owner.api.invites.accept.mutate({ token })).toEqual({ slug })
    expect((await rolesIn(workspaceId)).get(owner.id)).toBe('owner')
    expect(await usesOf(id)).toBe(0)
    const ben = await person()
    await ben.api.invites.accept.mutate({ token })
    await ben.api.invites.accept.mutate({ token })
    expect(await usesOf(id)).toBe(1)
    // used up by now, but not for who is in
    expect(await ben.api.invites.look.query({ token })).toMatchObject({
      state: 'used_up',
      offer: null,
      member: slug,
    })
  })

  test('rule 6.7: one person in two tabs at once joins once', async () => {
    const { owner, workspaceId } = await team()
    const { id, token } = await invite(owner, workspaceId)
    const ben = await person()
    await Promise.all([1, 2, 3].map(() => ben.api.invites.accept.mutate({ token })))
    expect(await usesOf(id)).toBe(1)
  })

  test('rule 6.7: an invite that has expired lets nobody in, and says so', async () => {
    const { owner, workspaceId } = await team()
    const { id, token } = await invite(owner, workspaceId, { days: 1 })
    await app.db
      .update(invites)
      .set({ expiresAt: new Date(0) })
      .where(eq(invites.id, id))
    const ben = await person()
    expect(await ben.api.invites.look.query({ token })).toMatchObject({
      state: 'expired',
      offer: null,
    })
    await expect(ben.api.invites.accept.mutate({ token })).rejects.toMatchObject(
      code('conflict', /has expired/),
    )
    expect((await rolesIn(workspaceId)).size).toBe(1)
  })

  test('rule 6.7: an invite that was revoked lets nobody in, and says so', async () => {
    const { owner, workspaceId } = await team()
    const { id, token } = await invite(owner, workspaceId)
    await owner.api.invites.revoke.mutate({ workspaceId, id })
    const ben = await person()
    await expect(ben.api.invites.accept.mutate({ token })).rejects.toMatchObject(
      code('conflict', /has been revoked/),
    )
  })

  test('rule 6.7: an unknown or cut token tells nothing', async () => {
    const ben = await person()
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
    const { owner, workspaceId } = await team()
    const { id, token } = await invite(owner, workspaceId)
    const [row] = await app.db.select().from(invites).where(eq(invites.id, id))
    expect(JSON.stringify(row)).not.toContain(token)
    const fresh = newToken()
    await owner.api.invites.replace.mutate({ workspaceId, id, token: fresh })
    const ben = await person()
    await expect(ben.api.invites.accept.mutate({ token })).rejects.toMatchObject(code('not_found'))
    await ben.api.invites.accept.mutate({ token: fresh })
  })

  test('rule 1.2: the same invite made again is one; the same id for another is a conflict', async () => {
    const { owner, workspaceId } = await team()
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
    const elsewhere = await team()
    await expect(
      elsewhere.owner.api.invites.create.mutate({ ...made, workspaceId: elsewhere.workspaceId }),
    ).rejects.toMatchObject(code('conflict'))
  })

  test('rule 6.11: who is removed has no open invite left to come back by', async () => {
    const { owner, workspaceId } = await team()
    const eve = await join(owner, workspaceId, 'admin')
    const { token } = await invite(eve, workspaceId, { role: 'admin' })
    await owner.api.members.remove.mutate({ workspaceId, userId: eve.id })
    await expect(eve.api.invites.accept.mutate({ token })).rejects.toMatchObject(
      code('conflict', /revoked/),
    )
    await expect(eve.api.members.list.query({ workspaceId })).rejects.toMatchObject(
      code('not_found'),
    )
  })
})

describe('members and roles', () => {
  test('bad input: forged roles, sizes and counts are refused', async () => {
    const { owner, workspaceId } = await team()
    const ben = await join(owner, workspaceId, 'viewer')
    const setRole = (role: string) =>
      owner.api.members.setRole.mutate({ workspaceId, userId: ben.id, role: role as GivenRole })
    for (const role of ['owner', 'root', ''])
      await expect(setRole(role)).rejects.toMatchObject(code('bad_input'))
    const bad = [
      { role: 'owner' as GivenRole },
      { maxUses: 0 },
      { maxUses: 1_001 },
      { days: 2 as 1 },
    ]
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
    expect((await rolesIn(workspaceId)).get(ben.id)).toBe('viewer')
  })

  test('rule 6.6: nobody touches the owner, an admin makes no owner, and the owner does not leave', async () => {
    const { owner, workspaceId } = await team()
    const admin = await join(owner, workspaceId, 'admin')
    const userId = owner.id
    await expect(
      admin.api.members.setRole.mutate({ workspaceId, userId, role: 'viewer' }),
    ).rejects.toMatchObject(code('forbidden', /owner stays the owner/))
    await expect(admin.api.members.remove.mutate({ workspaceId, userId })).rejects.toMatchObject(
      code('forbidden', /owner stays the owner/),
    )
    await expect(
      admin.api.workspaces.transfer.mutate({ id: workspaceId, to: admin.id }),
    ).rejects.toMatchObject(code('forbidden'))
    await expect(owner.api.workspaces.leave.mutate({ id: workspaceId })).rejects.toMatchObject(
      code('conflict', /Transfer it/),
    )
    expect((await rolesIn(workspaceId)).get(owner.id)).toBe('owner')
  })

  test('rule 6.6: a transfer leaves one owner; to a guest, or to somebody outside, there is none', async () => {
    const { owner, workspaceId } = await team()
    const ben = await join(owner, workspaceId, 'viewer')
    const transfer = (to: Id) => owner.api.workspaces.transfer.mutate({ id: workspaceId, to })
    await expect(transfer(ben.id)).rejects.toMatchObject(code('conflict', /guest/))
    await expect(transfer((await person()).id)).rejects.toMatchObject(code('not_found'))
    await app.db.update(users).set({ guest: false }).where(eq(users.id, ben.id))
    await transfer(ben.id)
    const roles = await rolesIn(workspaceId)
    expect([roles.get(ben.id), roles.get(owner.id)]).toEqual(['owner', 'admin'])
    await owner.api.workspaces.leave.mutate({ id: workspaceId })
    expect((await rolesIn(workspaceId)).size).toBe(1)
  })

  test('rule 6.6: the database itself takes no second owner', async () => {
    const { workspaceId } = await team()
    const other = await person()
    await expect(
      app.db.insert(members).values({ workspaceId, userId: other.id, role: 'owner' }),
    ).rejects.toThrow()
  })

  test('rule 6.3: somebody else’s workspace is as unknown as none, for everything', async () => {
    const { workspaceId, owner, slug } = await team()
    const eve = await team()
    for (const id of [workspaceId, newId()]) {
      const tries = [
        eve.owner.api.members.list.query({ workspaceId: id }),
        eve.owner.api.members.remove.mutate({ workspaceId: id, userId: owner.id }),
        eve.owner.api.workspaces.rename.mutate({ id, name: 'Mine' }),
        eve.owner.api.workspaces.leave.mutate({ id }),
        invite(eve.owner, id),
      ]
      for (const attempt of tries)
        await expect(attempt).rejects.toMatchObject(
          code('not_found', /^There is no such workspace\.$/),
        )
    }
    await expect(eve.owner.api.workspaces.get.query({ slug })).rejects.toMatchObject(
      code('not_found'),
    )
    // an id of the other workspace, named within one's own
    const theirs = await invite(owner, workspaceId)
    await expect(
      eve.owner.api.invites.revoke.mutate({ workspaceId: eve.workspaceId, id: theirs.id }),
    ).rejects.toMatchObject(code('not_found'))
    await expect(
      eve.owner.api.members.remove.mutate({ workspaceId: eve.workspaceId, userId: owner.id }),
    ).rejects.toMatchObject(code('not_found', /member/))
  })

  test('who has no workspace left gets one when they begin something', async () => {
    const ben = await person()
    await app.db.delete(members).where(eq(members.userId, ben.id))
    const id = newId()
    await ben.api.sessions.create.mutate({ id })
    expect(await ben.api.workspaces.list.query()).toMatchObject([{ role: 'owner' }])
    expect((await ben.api.sessions.get.query({ id })).role).toBe('owner')
  })
})

describe('share links', () => {
  const shared = async (role: LinkRole) => {
    const { owner, workspaceId, slug } = await team()
    const sessionId = newId()
    await owner.api.sessions.create.mutate({ id: sessionId, workspaceId, name: 'Shared' })
    const link = await share(owner, sessionId, role)
    return { owner, workspaceId, slug, sessionId, link }
  }

  test('rule 6.8: a visitor has the session, without so much as the workspace’s name', async () => {
    const { sessionId, slug, workspaceId, link } = await shared('editor')
    const zoe = await person()
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
    const ben = await join(owner, workspaceId, 'viewer')
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
    const zoe = await person()
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
    const zoe = await person()
    await zoe.api.shares.open.mutate({ token: link.token })
    await owner.api.shares.revoke.mutate({ sessionId, id: link.id })
    const after = await previewId()
    expect(after).not.toBe(before)
    const ben = await join(owner, workspaceId, 'viewer')
    await ben.api.workspaces.leave.mutate({ id: workspaceId })
    expect(await previewId()).not.toBe(after)
  })

  test('rule 6.10: a replaced token lets nobody new in, and puts nobody out', async () => {
    const { owner, sessionId, link } = await shared('viewer')
    const [zoe, late] = await Promise.all([person(), person()])
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
    const guest = await person()
    await guest.api.shares.open.mutate({ token: link.token })
    const other = await team()
    const { token } = await invite(other.owner, other.workspaceId, { role: 'suggester' })
    await guest.api.invites.accept.mutate({ token })
    const ada = await guest.api.auth.signIn.mutate(account)
    expect(ada.id).not.toBe(guest.id)
    expect((await guest.api.sessions.get.query({ id: sessionId })).role).toBe('editor')
    expect((await rolesIn(other.workspaceId)).get(ada.id)).toBe('suggester')
    expect((await rolesIn(other.workspaceId)).has(guest.id)).toBe(false)
    expect((await rolesIn(workspaceId)).get(owner.id)).toBe('owner')
  })
})

// the last one here, since it uses up this address's tries
describe('guessing', () => {
  test('rule 6.10: tries with tokens are limited by address', async () => {
    const stranger = app.visitor()
    const tries = Array.from({ length: 70 }, () =>
      stranger.api.shares.look.query({ token: newToken() }).catch((error: Error) => error.message),
    )
    const answers = (await Promise.all(tries)).map(String)
    expect(answers.some((answer) => answer.startsWith('Too many tries'))).toBe(true)
  })
})
