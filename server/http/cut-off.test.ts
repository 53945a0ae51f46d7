import { createTRPCClient, createWSClient, wsLink } from '@trpc/client'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { eq } from 'drizzle-orm'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { authSessions, messages } from '../../drizzle/schema.ts'
import type { AppRouter } from '../api/router.ts'
import { closeCodes } from '../../shared/protocol/close-codes.ts'
import { type Id, newId } from '../../shared/ids.ts'
import { docName, draftText } from '../../shared/protocol/doc-names.ts'
import { updateFrame } from '../rooms/doc-protocol.ts'
import {
  createVisitor,
  startAppServer,
  startTwoServers,
  type Visitor,
} from '../testing/app-server.ts'
import { hasTestPostgres, noPostgres } from '../testing/postgres.ts'
import { hasRedis, noRedis } from '../testing/redis.ts'

type App = Awaited<ReturnType<typeof startAppServer>>

function newToken() {
  return randomBytes(32).toString('base64url')
}

async function docOf(node: App, who: Visitor, name: string) {
  const headers = { origin: node.url, cookie: who.cookie() }
  const socket = new WebSocket(`${node.url.replace('http', 'ws')}/yjs/${name}`, { headers })
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })),
  )
  await new Promise<void>((resolve, reject) => {
    socket.once('message', () => resolve())
    socket.once('close', (code) => reject(new Error(`closed with ${code}`)))
  })
  return { socket, closed }
}

function subscriptionsOf(node: App, who: Visitor) {
  class Socket extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { origin: node.url, cookie: who.cookie() } })
    }
  }
  const client = createWSClient({
    url: `${node.url.replace('http', 'ws')}/trpc`,
    WebSocket: Socket as unknown as typeof globalThis.WebSocket,
  })
  return {
    api: createTRPCClient<AppRouter>({ links: [wsLink({ client })] }),
    close: () => client.close(),
  }
}

async function follow(node: App, who: Visitor, sessionId: Id) {
  const { api, close } = subscriptionsOf(node, who)
  const roles: string[] = []
  let end: string | null = null
  const ended = new Promise<string>((resolve) => {
    api.sessions.follow.subscribe(
      { id: sessionId },
      {
        onData: ({ role }) => roles.push(role),
        onError: (error) => {
          end = `${error.data?.app.code}: ${error.message}`
          resolve(end)
        },
      },
    )
    api.events.subscribe.subscribe({ sessionId, after: 0 }, { onError: () => {} })
  })
  await vi.waitFor(() => expect(roles.length + (end === null ? 0 : 1)).toBeGreaterThan(0), 30_000)
  return { roles, ended, close }
}

const gone = 'forbidden: You no longer have access to this session.'

/** An owner, and a second user that joined as `role`. */
async function pair(node: App, role: 'editor' | 'suggester' | 'viewer') {
  const owner = node.visitor()
  await owner.api.auth.guest.mutate()
  const { id: workspaceId } = await owner.api.workspaces.create.mutate({
    id: newId(),
    name: 'Team',
  })
  const sessionId = newId()
  await owner.api.sessions.create.mutate({ id: sessionId, workspaceId })
  const member = node.visitor()
  const { id: userId } = await member.api.auth.guest.mutate()
  const token = newToken()
  await owner.api.invites.create.mutate({
    id: newId(),
    token,
    workspaceId,
    role,
    days: 1,
    maxUses: 1,
  })
  await member.api.invites.accept.mutate({ token })
  return { owner, member, userId, workspaceId, sessionId }
}

describe('on one node', () => {
  let app: App
  beforeAll(async () => {
    app = await startAppServer([{ text: 'Hello.' }])
  })
  afterAll(() => app?.[Symbol.asyncDispose]())

  const record = (sessionId: Id) => docName.record(sessionId, app.services.rooms.epochOf(sessionId))

  test('rule 6.5: who signed out elsewhere is cut off also where the bus has lost that', async () => {
    const { owner, member, userId, sessionId } = await pair(app, 'editor')
    const theirs = await docOf(app, member, docName.draft(sessionId))
    const others = await docOf(app, owner, record(sessionId))
    // as on another node whose bus message was lost
    await app.db.delete(authSessions).where(eq(authSessions.userId, userId))
    expect(await theirs.closed).toEqual({ code: closeCodes.notSignedIn, reason: 'Signed out.' })
    expect(others.socket.readyState).toBe(WebSocket.OPEN)
    others.socket.close()
  }, 30_000)

  test('rule 6.9: who leaves is cut off in every tab; others notice nothing', async () => {
    const { owner, member, workspaceId, sessionId } = await pair(app, 'editor')
    const theirs = await Promise.all([
      docOf(app, member, record(sessionId)),
      docOf(app, member, docName.draft(sessionId)),
    ])
    const following = await follow(app, member, sessionId)
    const others = await docOf(app, owner, record(sessionId))
    await member.api.workspaces.leave.mutate({ id: workspaceId })
    for (const { closed } of theirs)
      expect(await closed).toEqual({
        code: closeCodes.forbidden,
        reason: 'You no longer have access to this session.',
      })
    expect(await following.ended).toBe(gone)
    expect(others.socket.readyState).toBe(WebSocket.OPEN)
    others.socket.close()
    await following.close()
  })

  test('rule 6.9: a lower role ends the draft and nothing else; a higher one holds without a new line', async () => {
    const { owner, member, userId, workspaceId, sessionId } = await pair(app, 'suggester')
    const draft = await docOf(app, member, docName.draft(sessionId))
    const watched = await docOf(app, member, record(sessionId))
    const following = await follow(app, member, sessionId)
    await owner.api.members.setRole.mutate({ workspaceId, userId, role: 'viewer' })
    expect((await draft.closed).code).toBe(closeCodes.forbidden)
    await owner.api.members.setRole.mutate({ workspaceId, userId, role: 'editor' })
    await vi.waitFor(
      () => expect(following.roles).toEqual(['suggester', 'viewer', 'editor']),
      30_000,
    )
    expect(watched.socket.readyState).toBe(WebSocket.OPEN)
    const again = await docOf(app, member, docName.draft(sessionId))
    for (const { socket } of [again, watched]) socket.close()
    await following.close()
  })

  test('rule 6.9: a frame that is under way when its sender is removed changes nothing', async () => {
    const { owner, member, userId, workspaceId, sessionId } = await pair(app, 'editor')
    const { socket, closed } = await docOf(app, member, docName.draft(sessionId))
    const { doc } = (await app.services.rooms.get(sessionId)).draft
    // the tab keeps sending until it learns of its removal, after the room
    const written = () => doc.getText(draftText).length
    const sending = setInterval(() => {
      const forged = new Y.Doc()
      forged.getText(draftText).insert(0, 'x')
      if (socket.readyState === WebSocket.OPEN)
        socket.send(updateFrame(Y.encodeStateAsUpdate(forged)))
    }, 1)
    await vi.waitFor(() => expect(written()).toBeGreaterThan(0), 30_000)
    let removedAt = Infinity
    const stop = app.services.bus.subscribe((message) => {
      if (message.type === 'access_changed') removedAt = written()
    })
    let after = -1
    const watching = closed.then(() => {
      after = written()
    })
    await owner.api.members.remove.mutate({ workspaceId, userId })
    await watching
    clearInterval(sending)
    stop()
    expect((await closed).code).toBe(closeCodes.forbidden)
    expect(removedAt).toBeLessThan(Infinity)
    await new Promise((resolve) => setImmediate(resolve))
    expect(written()).toBe(after)
  })

  test('rule 6.9: who is removed while their socket is being looked at does not get in', async () => {
    const { owner, member, userId, workspaceId, sessionId } = await pair(app, 'editor')
    const opening = Array.from({ length: 12 }, async () => {
      const { closed } = await docOf(app, member, record(sessionId)).catch(() => ({ closed: null }))
      return closed ? (await closed).code : closeCodes.notFound
    })
    await owner.api.members.remove.mutate({ workspaceId, userId })
    for (const code of await Promise.all(opening))
      expect([closeCodes.forbidden, closeCodes.notFound]).toContain(code)
  })

  test('rule 6.9: signed out and removed sockets hear no more calls, though their peers keep them open', async () => {
    const { member, sessionId } = await pair(app, 'editor')
    const headers = { origin: app.url, cookie: member.cookie() }
    const socket = new WebSocket(`${app.url.replace('http', 'ws')}/trpc`, { headers })
    await new Promise((resolve) => socket.once('open', resolve))
    const input = { id: newId(), sessionId, text: 'too late', delivery: 'after' }
    const call = JSON.stringify({
      id: 1,
      method: 'mutation',
      params: { path: 'messages.send', input },
    })
    const closed = new Promise((resolve) => socket.once('close', resolve))
    // sent in the tick in which the server closes, before this end replies
    const over = app.services.bus.subscribe((message) => {
      if (message.type === 'signed_out' && socket.readyState === WebSocket.OPEN) socket.send(call)
    })
    await member.api.auth.signOut.mutate()
    expect(await closed).toBe(closeCodes.notSignedIn)
    over()
    expect(await app.db.$count(messages, eq(messages.sessionId, sessionId))).toBe(0)
  })
})

const here = hasTestPostgres() && hasRedis()
const without = hasTestPostgres() ? noRedis : noPostgres
describe.skipIf(!here)(here ? 'on two nodes' : `on two nodes (left out: ${without})`, () => {
  let nodes: Awaited<ReturnType<typeof startTwoServers>>
  beforeAll(async () => {
    nodes = await startTwoServers([{ text: 'Hello.' }])
  })
  afterAll(() => nodes?.[Symbol.asyncDispose]())

  test('rule 6.9: a removed member with three tabs on two servers is cut off in all of them', async () => {
    const { a, b } = nodes
    const { owner, member, userId, workspaceId, sessionId } = await pair(a, 'editor')
    const onB = createVisitor(b.url, member.cookie())
    const tabs = await Promise.all([
      docOf(a, member, docName.record(sessionId, a.services.rooms.epochOf(sessionId))),
      docOf(b, onB, docName.record(sessionId, b.services.rooms.epochOf(sessionId))),
      docOf(b, onB, docName.draft(sessionId)),
    ])
    const following = await Promise.all([follow(a, member, sessionId), follow(b, onB, sessionId)])
    const begun = performance.now()
    await owner.api.members.remove.mutate({ workspaceId, userId })
    for (const { closed } of tabs) expect((await closed).code).toBe(closeCodes.forbidden)
    for (const { ended, close } of following) {
      expect(await ended).toBe(gone)
      await close()
    }
    // far sooner than the periodic re-check
    expect(performance.now() - begun).toBeLessThan(9_000)
    await expect(onB.api.sessions.get.query({ id: sessionId })).rejects.toThrow('no such session')
  })
})
