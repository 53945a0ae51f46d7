import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { invites, members, messages, runs, sessions, shareLinks } from '../../drizzle/schema.ts'
import { type Id, newId } from '../../shared/ids.ts'
import type { GivenRole } from '../../shared/roles.ts'
import { startAppServer } from '../testing/app-server.ts'
import { enter, type Person, refusal, share, signIn } from '../testing/people.ts'
import { code, invite, newToken } from '../testing/team.ts'

let app: Awaited<ReturnType<typeof startAppServer>>

beforeAll(async () => {
  app = await startAppServer([{ text: 'word '.repeat(10_000) }], {
    tokenDelayMs: 500,
    env: { TRUST_PROXY: '1' },
  })
})
afterAll(() => app?.[Symbol.asyncDispose]())

async function makeTeam() {
  const anna = await enter(app, 'account')
  const workspaceId = newId()
  await anna.api.workspaces.create.mutate({ id: workspaceId, name: 'Team' })
  const sessionId = newId()
  await anna.api.sessions.create.mutate({ id: sessionId, workspaceId, name: 'Shared' })
  const inviteAs = (role: GivenRole) => invite(anna, workspaceId, { role })
  return {
    anna,
    workspaceId,
    sessionId,
    inviteAs,
    remove: ({ id: userId }: Person) => anna.api.members.remove.mutate({ workspaceId, userId }),
    setRole: ({ id: userId }: Person, role: GivenRole) =>
      anna.api.members.setRole.mutate({ workspaceId, userId, role }),
    join: async (who: Person, role: GivenRole) => {
      const made = await inviteAs(role)
      await who.api.invites.accept.mutate({ token: made.token })
      return made
    },
    roleOf: async (who: Person) => {
      const view = await who.api.sessions.get.query({ id: sessionId }).catch(() => null)
      return view?.role ?? null
    },
  }
}

describe('rule 35.2: only a newer link lets somebody back in', () => {
  test('rule 35.2: somebody removed is refused by older links with a sentence, and let in by newer ones', async () => {
    const { anna, sessionId, join, remove, inviteAs, roleOf } = await makeTeam()
    const eve = await enter(app, 'guest')
    const old = await share(anna, sessionId)
    const oldInvite = await join(eve, 'editor')
    await remove(eve)
    const sentence = code('forbidden', /removed from this workspace after this (link|invite) was/)
    for (const call of [
      () => eve.api.shares.look.query({ token: old.token }),
      () => eve.api.shares.open.mutate({ token: old.token }),
      () => eve.api.invites.look.query({ token: oldInvite.token }),
      () => eve.api.invites.accept.mutate({ token: oldInvite.token }),
    ])
      await expect(call()).rejects.toMatchObject(sentence)
    expect(await roleOf(eve)).toBeNull()
    await eve.api.shares.open.mutate({ token: (await share(anna, sessionId, 'viewer')).token })
    expect(await roleOf(eve)).toBe('viewer')
    await eve.api.invites.accept.mutate({ token: (await inviteAs('suggester')).token })
    expect(await roleOf(eve)).toBe('suggester')
    // the older ones stay as they are, also for somebody who is back
    await eve.api.shares.open.mutate({ token: old.token })
    expect(await roleOf(eve)).toBe('suggester')
  })

  test('rule 35.2: a link that got a new address since then is a newer one', async () => {
    const { anna, sessionId, workspaceId, join, remove, roleOf } = await makeTeam()
    const eve = await enter(app, 'guest')
    const { id } = await share(anna, sessionId, 'viewer')
    const joined = await join(eve, 'editor')
    await remove(eve)
    const [link, anew] = [newToken(), newToken()]
    await anna.api.shares.replace.mutate({ sessionId, id, token: link })
    await eve.api.shares.open.mutate({ token: link })
    expect(await roleOf(eve)).toBe('viewer')
    await anna.api.invites.replace.mutate({ workspaceId, id: joined.id, token: anew })
    await eve.api.invites.accept.mutate({ token: anew })
    expect(await roleOf(eve)).toBe('editor')
  })

  test('rule 35.2: an older link gives somebody demoted no more than their role, a newer one does', async () => {
    const { anna, sessionId, join, setRole, roleOf } = await makeTeam()
    const eve = await enter(app, 'guest')
    const old = await share(anna, sessionId)
    await eve.api.shares.open.mutate({ token: old.token })
    await join(eve, 'admin')
    await setRole(eve, 'viewer')
    expect(await roleOf(eve)).toBe('viewer')
    expect(await eve.api.shares.open.mutate({ token: old.token })).toEqual({ sessionId })
    expect(await roleOf(eve)).toBe('viewer')
    await eve.api.shares.open.mutate({ token: (await share(anna, sessionId)).token })
    expect(await roleOf(eve)).toBe('editor')
  })

  test('rule 35.2: somebody demoted does not leave and come back by the invite that gave them more', async () => {
    const { workspaceId, join, setRole } = await makeTeam()
    const eve = await enter(app, 'guest')
    const { token } = await join(eve, 'admin')
    await setRole(eve, 'viewer')
    await eve.api.workspaces.leave.mutate({ id: workspaceId })
    await expect(eve.api.invites.accept.mutate({ token })).rejects.toMatchObject(
      code('forbidden', /You left this workspace/),
    )
  })
})

describe('rule 35.3: links end with the right to make them', () => {
  test('rule 35.3: a removed editor who opens the edit link that they made is no editor again', async () => {
    const { sessionId, join, remove, roleOf } = await makeTeam()
    const [eve, disguised, zoe] = await Promise.all([1, 2, 3].map(() => enter(app, 'guest')))
    if (!eve || !disguised || !zoe) throw new Error('nobody came')
    await join(eve, 'editor')
    const { token } = await share(eve, sessionId)
    await zoe.api.shares.open.mutate({ token })
    await remove(eve)
    for (const who of [eve, disguised]) {
      await expect(who.api.shares.open.mutate({ token })).rejects.toMatchObject(code('not_found'))
      expect(await roleOf(who)).toBeNull()
    }
    expect(await roleOf(zoe)).toBe('editor')
  })

  test('rule 35.3: nor by an invite or a link of somebody else whose address they reset', async () => {
    const { anna, sessionId, workspaceId, inviteAs, join, remove, roleOf } = await makeTeam()
    const [eve, disguised] = [await enter(app, 'guest'), await enter(app, 'guest')]
    await join(eve, 'admin')
    const [link, asAdmin] = [newToken(), newToken()]
    const { id } = await share(anna, sessionId)
    await eve.api.shares.replace.mutate({ sessionId, id, token: link })
    const { id: inviteId } = await inviteAs('admin')
    await eve.api.invites.replace.mutate({ workspaceId, id: inviteId, token: asAdmin })
    await remove(eve)
    expect(await refusal(disguised.api.shares.open.mutate({ token: link }))).not.toBeNull()
    expect(await refusal(disguised.api.invites.accept.mutate({ token: asAdmin }))).not.toBeNull()
    expect(await roleOf(disguised)).toBeNull()
  })

  test('rule 35.3: an admin still sees the link with those who came by it, gives it a new address, or revokes it', async () => {
    const { anna, sessionId, join, remove, roleOf } = await makeTeam()
    const [eve, zoe] = [await enter(app, 'guest'), await enter(app, 'guest')]
    await join(eve, 'editor')
    const { id, token } = await share(eve, sessionId)
    await zoe.api.shares.open.mutate({ token })
    await remove(eve)
    const { links } = await anna.api.shares.list.query({ sessionId })
    expect(links).toMatchObject([{ id, visitors: 1 }])
    await anna.api.shares.revoke.mutate({ sessionId, id })
    expect(await roleOf(zoe)).toBeNull()
  })
})

describe('rule 35.4: guest and account are one person', () => {
  test('rule 35.4: a removed guest who signs in to an account is as removed there', async () => {
    const { anna, sessionId, inviteAs, join, remove, roleOf } = await makeTeam()
    const guest = await enter(app, 'guest')
    const { token } = await join(guest, 'editor')
    const link = await share(anna, sessionId)
    await remove(guest)
    const since = await inviteAs('viewer')
    await app.services.auth.signUp({ name: 'Eve', ...guest.account }, null)
    await guest.api.auth.signIn.mutate(guest.account)
    for (const call of [
      guest.api.invites.accept.mutate({ token }),
      guest.api.shares.open.mutate({ token: link.token }),
    ])
      await expect(call).rejects.toMatchObject(code('forbidden'))
    await guest.api.invites.accept.mutate({ token: since.token })
    expect(await roleOf(guest)).toBe('viewer')
  })

  test.each(['invite', 'link'] as const)(
    'rule 35.4: a removed account that comes back as a guest by an older %s is out once it signs in',
    async (by) => {
      const { anna, sessionId, inviteAs, join, remove, roleOf } = await makeTeam()
      const eve = await enter(app, 'account')
      const { token } = await join(eve, 'editor')
      const link = await share(anna, sessionId)
      await remove(eve)
      const guest = await enter(app, 'guest')
      if (by === 'invite') await guest.api.invites.accept.mutate({ token })
      else await guest.api.shares.open.mutate({ token: link.token })
      expect(await roleOf(guest)).toBe('editor')
      const own = by === 'invite' ? await share(guest, sessionId) : null
      await guest.api.auth.signIn.mutate(eve.account)
      expect(await roleOf(guest)).toBeNull()
      const stranger = await enter(app, 'guest')
      if (own)
        expect(await refusal(stranger.api.shares.open.mutate({ token: own.token }))).not.toBeNull()
      // an invite that was made since counts
      const since = await inviteAs('viewer')
      const again = await signIn(app, eve)
      await again.api.invites.accept.mutate({ token: since.token })
      expect(await roleOf(again)).toBe('viewer')
    },
  )

  test('rule 35.4: somebody demoted is not raised by a guest who came by an older invite', async () => {
    const { join, setRole, roleOf } = await makeTeam()
    const eve = await enter(app, 'account')
    const { token } = await join(eve, 'admin')
    await setRole(eve, 'viewer')
    const guest = await enter(app, 'guest')
    await guest.api.invites.accept.mutate({ token })
    await guest.api.auth.signIn.mutate(eve.account)
    expect(await roleOf(guest)).toBe('viewer')
  })

  test('rule 35.4: what a guest brings into an account is known in the account’s other browsers at once', async () => {
    const { workspaceId, join } = await makeTeam()
    const eve = await enter(app, 'account')
    const guest = await enter(app, 'guest')
    await join(guest, 'editor')
    const told: unknown[] = []
    const stop = app.services.bus.subscribe((message) => {
      if (message.type === 'access_changed') told.push(message)
    })
    await guest.api.auth.signIn.mutate(eve.account)
    stop()
    const change = { type: 'access_changed', workspaceId, sessionId: null }
    for (const userId of [guest.id, eve.id]) expect(told).toContainEqual({ ...change, userId })
  })
})

async function statusOf(messageId: Id) {
  const [row] = await app.db
    .select({ status: runs.status })
    .from(runs)
    .where(eq(runs.messageId, messageId))
  return row?.status
}

test('rule 35.5: a run goes on while one of its authors may still send', async () => {
  const { anna, sessionId, join, remove } = await makeTeam()
  const eve = await enter(app, 'guest')
  await join(eve, 'editor')
  const [together, alone] = [newId(), newId()]
  for (const id of [together, alone])
    await eve.api.messages.send.mutate({ id, sessionId, text: `Build ${id}`, delivery: 'after' })
  await app.db
    .update(messages)
    .set({ authors: [eve.id, anna.id] })
    .where(eq(messages.id, together))
  await vi.waitFor(async () => expect(await statusOf(together)).toBe('running'), 30_000)
  await remove(eve)
  expect(await statusOf(alone)).toBe('cancelled')
  expect(await statusOf(together)).toBe('running')
  await anna.api.sessions.delete.mutate({ id: sessionId })
})

interface Held {
  eve: Person
  sessionId: Id
  workspaceId: Id
  link: { id: Id }
  joined: { id: Id }
}

/** Each passes the first check; then its caller is removed. */
const late: Record<string, (held: Held) => Promise<unknown>> = {
  'a message': ({ eve, sessionId }) =>
    eve.api.messages.send.mutate({ id: newId(), sessionId, text: 'late', delivery: 'after' }),
  'a suggestion': ({ eve, sessionId }) =>
    eve.api.suggestions.add.mutate({ id: newId(), sessionId, text: 'late' }),
  'a new name': ({ eve, sessionId }) =>
    eve.api.sessions.rename.mutate({ id: sessionId, name: 'late' }),
  'a pause': ({ eve, sessionId }) => eve.api.runs.pause.mutate({ sessionId, paused: true }),
  'a deletion': ({ eve, sessionId }) => eve.api.sessions.delete.mutate({ id: sessionId }),
  'a share link': ({ eve, sessionId }) => share(eve, sessionId),
  'an invite': ({ eve, workspaceId }) => invite(eve, workspaceId),
  'a reset share link': ({ eve, sessionId, link }) =>
    eve.api.shares.replace.mutate({ sessionId, id: link.id, token: newToken() }),
  'a reset invite': ({ eve, workspaceId, joined }) =>
    eve.api.invites.replace.mutate({ workspaceId, id: joined.id, token: newToken() }),
}

test.each(Object.keys(late))(
  'rule 35.6: %s whose sender is removed while it is under way is refused',
  async (name) => {
    const { anna, workspaceId, sessionId, join } = await makeTeam()
    const eve = await enter(app, 'guest')
    const joined = await join(eve, 'admin')
    const link = await share(anna, sessionId)
    const { services, db } = app
    const { lockSession } = services
    const transaction = db.transaction.bind(db)
    let removed = false
    const removeFirst = async () => {
      if (removed) return
      removed = true
      await db.delete(members).where(eq(members.userId, eve.id))
    }
    services.lockSession = async (id, work) => {
      await removeFirst()
      return lockSession(id, work)
    }
    db.transaction = async (...args) => {
      await removeFirst()
      return transaction(...args)
    }
    try {
      await expect(
        late[name]?.({ eve, sessionId, workspaceId, link, joined }),
      ).rejects.toMatchObject(code('not_found'))
    } finally {
      services.lockSession = lockSession
      db.transaction = transaction
    }
    expect(removed).toBe(true)
  },
)

test('rule 35.7: revoking twice is revoking once', async () => {
  const { anna, workspaceId, sessionId, inviteAs } = await makeTeam()
  const [link, made] = [await share(anna, sessionId), await inviteAs('viewer')]
  const zoe = await enter(app, 'guest')
  await zoe.api.shares.open.mutate({ token: link.token })
  const rows = () =>
    Promise.all([
      app.db.select().from(shareLinks).where(eq(shareLinks.id, link.id)),
      app.db.select().from(invites).where(eq(invites.id, made.id)),
      app.db
        .select({ preview: sessions.previewId, seq: sessions.lastSeq })
        .from(sessions)
        .where(eq(sessions.id, sessionId)),
    ])
  const revoke = async () => {
    await anna.api.shares.revoke.mutate({ sessionId, id: link.id })
    await anna.api.invites.revoke.mutate({ workspaceId, id: made.id })
    return rows()
  }
  expect(await revoke()).toEqual(await revoke())
})
