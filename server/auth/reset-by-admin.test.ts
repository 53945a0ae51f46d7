import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grants, members, shareLinks, users } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { startAppServer } from '../testing/app-server.ts'
import { code, newToken } from '../testing/team.ts'
import { pair } from './testing/pair.ts'
import { isSignedIn, signIn, signUp, type TestAccount } from './testing/account.ts'

type App = Awaited<ReturnType<typeof startAppServer>>
const next = 'a new battery staple'

describe('by an admin', () => {
  let app: App
  beforeAll(async () => {
    app = await startAppServer([{ text: 'Hello.' }])
  })
  afterAll(() => app?.[Symbol.asyncDispose]())

  test('rule 40.4: without a mail server people are told whom to ask', async () => {
    const { api } = app.visitor()
    expect(await api.app.info.query()).toMatchObject({ mail: false })
    await expect(
      api.account.requestReset.mutate({ email: 'ada@example.com' }),
    ).rejects.toMatchObject(code('conflict', /Ask an admin/))
  })

  test('rules 40.5 and 40.6: the link works once, and a new one replaces it', async () => {
    const { owner, member, workspaceId } = await pair(app)
    const [first, second] = [newToken(), newToken()]
    const make = (token: string) =>
      owner.api.members.resetLink.mutate({ workspaceId, userId: member.me.id, token })
    await make(first)
    await make(second)
    await make(second)
    const visitor = app.visitor()
    const use = (token: string) =>
      visitor.api.account.resetPassword.mutate({ token, password: next })
    await expect(use(first)).rejects.toMatchObject(code('not_found'))
    await use(second)
    await expect(use(second)).rejects.toMatchObject(code('not_found'))
    expect(await isSignedIn(member)).toBe(false)
    expect(await isSignedIn(owner)).toBe(true)
    expect(await isSignedIn(await signIn(app, member, { password: next }))).toBe(true)
    const [row] = await app.db.select().from(users).where(eq(users.id, member.me.id))
    // the admin has shown nothing about the address
    expect(row?.emailVerified).toBe(false)
  })

  type Pair = Awaited<ReturnType<typeof pair>>
  const reaching: Array<[what: string, arrange: (pair: Pair) => Promise<unknown>]> = [
    [
      'is in another workspace with others',
      async ({ member }) => {
        const other = await signUp(app, 'Pia')
        const { id } = await other.api.workspaces.create.mutate({ id: newId(), name: 'Other' })
        await app.db
          .insert(members)
          .values({ workspaceId: id, userId: member.me.id, role: 'viewer' })
      },
    ],
    [
      'owns another workspace with others',
      async ({ member }) => {
        const other = await signUp(app, 'Pia')
        const { id } = await member.api.workspaces.create.mutate({ id: newId(), name: 'Mine' })
        await app.db
          .insert(members)
          .values({ workspaceId: id, userId: other.me.id, role: 'viewer' })
      },
    ],
    [
      'has built something of their own',
      ({ member }) => member.api.sessions.create.mutate({ id: newId() }),
    ],
    [
      'has opened another workspace’s share link',
      async ({ member }) => {
        const other = await signUp(app, 'Pia')
        const [sessionId, linkId] = [newId(), newId()]
        await other.api.sessions.create.mutate({ id: sessionId })
        await app.db.insert(shareLinks).values({
          id: linkId,
          sessionId,
          role: 'viewer',
          tokenHash: linkId,
          createdBy: other.me.id,
        })
        await app.db.insert(grants).values({ linkId, userId: member.me.id })
      },
    ],
  ]

  test.each(reaching)('rule 40.6: no link for a member who %s', async (_, arrange) => {
    const both = await pair(app)
    const { owner, member, workspaceId } = both
    const token = newToken()
    const make = () =>
      owner.api.members.resetLink.mutate({ workspaceId, userId: member.me.id, token })
    // the member's own workspace is empty, which is nothing
    await make()
    await arrange(both)
    await expect(make()).rejects.toMatchObject(code('conflict', /outside of this workspace/))
    // the first link was created when it was allowed
    await expect(app.services.auth.resetPassword({ token, password: next })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await isSignedIn(member)).toBe(true)
  })

  test('rule 40.6: a link of somebody who no longer manages the member is dead', async () => {
    const { owner, member, workspaceId } = await pair(app)
    const admin = await signUp(app, 'Adam')
    await app.db.insert(members).values({ workspaceId, userId: admin.me.id, role: 'admin' })
    const token = newToken()
    await admin.api.members.resetLink.mutate({ workspaceId, userId: member.me.id, token })
    await owner.api.members.setRole.mutate({ workspaceId, userId: admin.me.id, role: 'viewer' })
    const use = () => app.services.auth.resetPassword({ token, password: next })
    await expect(use()).rejects.toMatchObject({ code: 'not_found' })
    await owner.api.members.setRole.mutate({ workspaceId, userId: admin.me.id, role: 'admin' })
    await use()
  })

  test('rule 40.6: whom an admin gives none', async () => {
    const { owner, member: admin, workspaceId } = await pair(app, 'admin')
    const editor = await signUp(app, 'Eda')
    const { user: guest } = await app.services.auth.guest()
    const far = await signUp(app, 'Far')
    const hub = await signUp(app, 'Hub')
    await app.db.update(users).set({ email: null }).where(eq(users.id, hub.me.id))
    for (const userId of [editor.me.id, guest.id, hub.me.id])
      await app.db.insert(members).values({ workspaceId, userId, role: 'editor' })
    const make = (by: TestAccount, userId: string) =>
      by.api.members.resetLink.mutate({ workspaceId, userId, token: newToken() })
    await expect(make(admin, owner.me.id)).rejects.toMatchObject(code('forbidden'))
    await expect(make(admin, admin.me.id)).rejects.toMatchObject(code('conflict', /Settings/))
    await expect(make(admin, guest.id)).rejects.toMatchObject(code('conflict', /guest/))
    await expect(make(admin, hub.me.id)).rejects.toMatchObject(
      code('conflict', /without a password/),
    )
    await expect(make(admin, far.me.id)).rejects.toMatchObject(code('not_found'))
    await expect(make(editor, admin.me.id)).rejects.toMatchObject(code('forbidden'))
    await expect(make(far, editor.me.id)).rejects.toMatchObject(code('not_found'))
    await make(admin, editor.me.id)
    await make(owner, admin.me.id)
  })
})
