import { once } from 'node:events'
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { members, runs } from '../../drizzle/schema.ts'
import { type Id, newId } from '../../shared/ids.ts'
import { docName } from '../../shared/protocol/doc-names.ts'
import { higherRole, type Role } from '../../shared/roles.ts'
import type { AppRouter } from '../api/router.ts'
import { announceEndedSignIns, deleteSignIns } from '../auth/end-sign-ins.ts'
import { ask } from '../gateway/testing/gateway-resource.ts'
import { startPreviewServer } from '../gateway/testing/preview-server.ts'
import { createVisitor, startAppServer, startTwoServers } from '../testing/app-server.ts'
import { enter, type Person, refusal, share, signIn, visitorOf } from '../testing/people.ts'
import { hasTestPostgres, noPostgres } from '../testing/postgres.ts'
import { hasRedis, noRedis } from '../testing/redis.ts'
import { invite, newToken } from '../testing/team.ts'
import { type Ending, endings, type Right, rights, type Verdict } from './endings.ts'

type App = Awaited<ReturnType<typeof startAppServer>>
async function openDoc(app: App, who: Person, name: string) {
  const socket = new WebSocket(`${app.url.replace('http', 'ws')}/yjs/${name}`, {
    headers: { origin: app.url, cookie: who.cookie() },
  })
  await once(socket, 'message')
  return line(socket)
}

function line(socket: WebSocket) {
  const closed = once(socket, 'close').then(() => true)
  socket.on('error', () => {})
  return {
    close: () => socket.terminate(),
    closed,
    /** After a round trip: what was sent before it has come. */
    async isOpen() {
      if (socket.readyState !== WebSocket.OPEN) return false
      const pong = once(socket, 'pong').then(() => true)
      socket.ping()
      return Promise.race([pong, closed.then(() => false)])
    },
  }
}

async function openSubscription(app: App, who: Person, sessionId: Id) {
  const begun = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<boolean>()
  let over = false
  const end = () => {
    over = true
    ended.resolve(true)
  }
  class Socket extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { origin: app.url, cookie: who.cookie() } })
      this.on('close', end)
    }
  }
  const client = createWSClient({
    url: `${app.url.replace('http', 'ws')}/trpc`,
    WebSocket: Socket as unknown as typeof globalThis.WebSocket,
    // one that closes stays closed
    retryDelayMs: () => 3_600_000,
  })
  const api = createTRPCClient<AppRouter>({ links: [wsLink({ client })] })
  const on = { onData: () => begun.resolve(), onError: end, onComplete: end }
  api.events.subscribe.subscribe({ sessionId, after: 0 }, on)
  await begun.promise
  return { close: () => void client.close(), closed: ended.promise, isOpen: async () => !over }
}

/** At the node that they use. */
async function openPreview(app: App, who: Person, sessionId: Id) {
  return openAddress(app, (await who.api.preview.address.query({ sessionId })).url)
}

async function openLook(app: App, who: Person, sessionId: Id) {
  const { versions } = await who.api.versions.list.query({ sessionId, before: null })
  const versionId = versions[0]?.id ?? ''
  return openAddress(app, (await who.api.looks.open.mutate({ sessionId, versionId })).url)
}

async function openAddress(app: App, url: string) {
  const { host } = new URL(url)
  const socket = new WebSocket(`ws://127.0.0.1:${app.port}/`, { headers: { host } })
  await once(socket, 'open')
  const status = async () => (await ask(app.port, '/', { host })).status
  expect(await status()).toBe(200)
  return { ...line(socket), status }
}

/** Closes after every check of permissions that began before it. */
async function openBarrier(app: App) {
  const who = await enter(app, 'guest')
  const sessionId = newId()
  await who.api.sessions.create.mutate({ id: sessionId })
  const doc = await openDoc(app, who, docName.draft(sessionId))
  return async (from: App) => {
    const [row] = await from.db
      .delete(members)
      .where(eq(members.userId, who.id))
      .returning({ workspaceId: members.workspaceId })
    const workspaceId = row?.workspaceId ?? ''
    const change = { workspaceId, sessionId: null, userId: who.id }
    from.services.bus.publish({ type: 'access_changed', ...change })
    await doc.closed
  }
}

async function isIt(app: App, id: Id, status: string) {
  await vi.waitFor(
    async () => {
      const [row] = await app.db
        .select({ status: runs.status })
        .from(runs)
        .where(eq(runs.messageId, id))
      expect(row?.status).toBe(status)
    },
    { timeout: 30_000, interval: 20 },
  )
}

/** Eve holds everything that she can hold; `near` is her node, `far` that of the others. */
async function makeWorld(far: App, near: App, ending: Ending) {
  const anna = await enter(far, 'account')
  const eve = await enter(near, ending === 'guestSignedIn' ? 'guest' : 'account')
  const founder =
    ending === 'transferred' ? { ...eve, ...createVisitor(far.url, eve.cookie()) } : anna
  const isVisitor = ending === 'linkRevoked' || ending === 'linkReset'
  const workspaceId = newId()
  await founder.api.workspaces.create.mutate({ id: workspaceId, name: 'Team' })
  const sessionId = newId()
  await founder.api.sessions.create.mutate({ id: sessionId, workspaceId, name: 'Shared' })
  if (founder !== anna)
    await anna.api.invites.accept.mutate(await invite(founder, workspaceId, { role: 'admin' }))
  const given = await share(anna, sessionId)
  const joined = await invite(anna, workspaceId, { role: 'admin' })
  if (founder === anna) await eve.api.shares.open.mutate({ token: given.token })
  if (founder === anna && !isVisitor) await eve.api.invites.accept.mutate({ token: joined.token })
  const links = {
    given,
    joined,
    others: await share(anna, sessionId),
    own: isVisitor ? null : await share(eve, sessionId),
    ownInvite: isVisitor ? null : await invite(eve, workspaceId, { role: 'admin' }),
  }
  const [first, second] = [newId(), newId()]
  const send = (id: Id) =>
    eve.api.messages.send.mutate({ id, sessionId, text: `Build ${id}`, delivery: 'after' })
  await send(first)
  await isIt(near, first, 'running')
  await send(second)
  return { near, far, anna, eve, workspaceId, sessionId, links, first, second }
}

type World = Awaited<ReturnType<typeof makeWorld>>

const acts: Record<Ending, (world: World) => Promise<unknown>> = {
  removed: ({ anna, eve, workspaceId }) =>
    anna.api.members.remove.mutate({ workspaceId, userId: eve.id }),
  left: ({ eve, workspaceId }) => eve.api.workspaces.leave.mutate({ id: workspaceId }),
  demotedToViewer: ({ anna, eve, workspaceId }) =>
    anna.api.members.setRole.mutate({ workspaceId, userId: eve.id, role: 'viewer' }),
  demotedToEditor: ({ anna, eve, workspaceId }) =>
    anna.api.members.setRole.mutate({ workspaceId, userId: eve.id, role: 'editor' }),
  linkRevoked: ({ anna, sessionId, links }) =>
    anna.api.shares.revoke.mutate({ sessionId, id: links.given.id }),
  linkReset: ({ anna, sessionId, links }) =>
    anna.api.shares.replace.mutate({ sessionId, id: links.given.id, token: newToken() }),
  inviteRevoked: ({ anna, workspaceId, links }) =>
    anna.api.invites.revoke.mutate({ workspaceId, id: links.joined.id }),
  inviteReset: ({ anna, workspaceId, links }) =>
    anna.api.invites.replace.mutate({ workspaceId, id: links.joined.id, token: newToken() }),
  transferred: ({ anna, eve, workspaceId }) =>
    eve.api.workspaces.transfer.mutate({ id: workspaceId, to: anna.id }),
  sessionDeleted: ({ anna, sessionId }) => anna.api.sessions.delete.mutate({ id: sessionId }),
  signedOut: ({ eve }) => eve.api.auth.signOut.mutate(),
  deviceSignedOut: async ({ far, eve }) => {
    const { api } = await signIn(far, eve)
    const other = (await api.account.devices.query()).find(({ current }) => !current)
    await api.account.signOutDevice.mutate({ id: other?.id ?? '' })
  },
  signInsEnded: async ({ far: { services }, eve }) =>
    announceEndedSignIns(
      services,
      await deleteSignIns(services.db, { userId: eve.id, except: null }),
    ),
  guestSignedIn: async ({ far, eve }) => {
    await far.services.auth.signUp({ name: 'Eve', ...eve.account }, null)
    await eve.api.auth.signIn.mutate(eve.account)
  },
}

async function roleOf(who: Person, sessionId: Id) {
  const view = await who.api.sessions.get.query({ id: sessionId }).catch(() => null)
  return view ? view.standing : { member: null, link: null }
}

async function memberRole({ far, workspaceId }: World, { id }: Person): Promise<Role | null> {
  const [row] = await far.db
    .select({ role: members.role })
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, id)))
  return row?.role ?? null
}

/** By a stranger who got its address from Eve; Eve herself must not get further. */
async function ofOwnLink(world: World, now: Person): Promise<Verdict> {
  const { own } = world.links
  if (!own) return null
  const stranger = await enter(world.near, 'guest')
  const refused = await refusal(stranger.api.shares.open.mutate({ token: own.token }))
  if (refused === null) return 'stays'
  const before = await roleOf(now, world.sessionId)
  await refusal(now.api.shares.open.mutate({ token: own.token }))
  expect(await roleOf(now, world.sessionId)).toEqual(before)
  return 'ends'
}

async function ofOwnInvite(world: World, now: Person): Promise<Verdict> {
  const { ownInvite } = world.links
  if (!ownInvite) return null
  const { token } = ownInvite
  const stranger = await enter(world.near, 'guest')
  const refused = await refusal(stranger.api.invites.accept.mutate({ token }))
  if (refused === null) return 'stays'
  const before = await memberRole(world, now)
  await refusal(now.api.invites.accept.mutate({ token }))
  expect(await memberRole(world, now)).toBe(before)
  return 'ends'
}

function reaches(role: Role | null, link: Role): boolean {
  return role !== null && higherRole(role, link) === role
}

async function ofOthersLink(world: World, now: Person): Promise<Verdict> {
  const { token } = world.links.others
  if ((await refusal(now.api.shares.look.query({ token }))) !== null) {
    expect(await refusal(now.api.shares.open.mutate({ token }))).not.toBeNull()
    return 'ends'
  }
  await now.api.shares.open.mutate({ token })
  const { member, link } = await roleOf(now, world.sessionId)
  return reaches(member, 'editor') || link === 'editor' ? 'stays' : 'lowers'
}

async function ofOthersInvite(world: World, now: Person): Promise<Verdict> {
  const { token } = world.links.joined
  const look = await now.api.invites.look.query({ token }).catch(() => null)
  const refused = await refusal(now.api.invites.accept.mutate({ token }))
  if (look?.state !== 'open') {
    expect(look?.member ?? refused).not.toBeNull()
    return 'ends'
  }
  expect(refused).toBeNull()
  return reaches(await memberRole(world, now), 'admin') ? 'stays' : 'lowers'
}

interface Line {
  closed: Promise<boolean>
  isOpen(): Promise<boolean>
}

/** Waits for sockets that must close. Those that must stay open are checked after the barrier. */
async function watch(lines: Line[], expected: Verdict): Promise<Verdict> {
  if (expected === 'ends') await Promise.all(lines.map(({ closed }) => closed))
  if (expected === 'lowers') await Promise.race(lines.map(({ closed }) => closed))
  const open = await Promise.all(lines.map((one) => one.isOpen()))
  if (open.every(Boolean)) return 'stays'
  return open.some(Boolean) ? 'lowers' : 'ends'
}

async function ofRun({ near }: World, id: Id, before: string, expected: Verdict): Promise<Verdict> {
  if (expected === 'ends') await isIt(near, id, 'cancelled')
  const [row] = await near.db.select().from(runs).where(eq(runs.messageId, id))
  return row?.status === before ? 'stays' : 'ends'
}

async function observe(far: App, near: App, ending: Ending): Promise<Record<Right, Verdict>> {
  const expected: Record<Right, Verdict> = endings[ending].ends
  const world = await makeWorld(far, near, ending)
  const { eve, sessionId, first, second } = world
  const cookie = eve.cookie()
  const lines = await Promise.all([
    openDoc(near, eve, docName.record(sessionId, near.services.rooms.epochOf(sessionId))),
    openDoc(near, eve, docName.draft(sessionId)),
    openSubscription(near, eve, sessionId),
  ])
  const preview = await openPreview(near, eve, sessionId)
  const look = await openLook(near, eve, sessionId)
  const barrier = await openBarrier(near)

  await acts[ending](world)
  await barrier(far)

  const socket = await watch(lines, expected.socket)
  const previewHost = await watch([preview, look], expected.previewHost)
  for (const page of [preview, look])
    expect(await page.status()).toBe(previewHost === 'ends' ? 404 : 200)
  const signedIn = await visitorOf(near, cookie).api.auth.me.query()
  const anew = expected.authSession === 'ends'
  const now = anew ? await signIn(near, eve) : eve
  const seen: Record<Right, Verdict> = {
    socket,
    previewHost,
    authSession: signedIn ? 'stays' : 'ends',
    runningRun: await ofRun(world, first, 'running', expected.runningRun),
    waitingRun: await ofRun(world, second, 'queued', expected.waitingRun),
    grant: ending === 'transferred' ? null : (await roleOf(now, sessionId)).link ? 'stays' : 'ends',
    othersShareLink: await ofOthersLink(world, now),
    ownShareLink: await ofOwnLink(world, now),
    ownInvite: await ofOwnInvite(world, now),
    othersInvite: await ofOthersInvite(world, now),
  }
  for (const one of [...lines, preview, look]) one.close()
  await refusal(world.anna.api.sessions.delete.mutate({ id: sessionId }))
  return seen
}

const script = [{ text: 'word '.repeat(10_000) }]
const options = { tokenDelayMs: 500, env: { TRUST_PROXY: '1' } }
const names = Object.keys(endings) as Ending[]
const cells = Object.keys(rights) as Right[]

function everyCell(nodes: () => { far: App; near: App }) {
  describe.each(names)('when %s', (ending) => {
    let seen: Record<Right, Verdict>
    beforeAll(async () => {
      const { far, near } = nodes()
      seen = await observe(far, near, ending)
    })
    test.each(cells)(`rule 35.1: ${ending}, %s`, (right) => {
      expect(seen[right]).toBe(endings[ending].ends[right])
    })
  })
}

const here = hasTestPostgres() && hasRedis()
const without = hasTestPostgres() ? noRedis : noPostgres

describe('on one node', () => {
  let app: App
  let preview: Awaited<ReturnType<typeof startPreviewServer>>
  beforeAll(async () => {
    preview = await startPreviewServer()
    const sandboxes = { connectPreview: async () => preview.upstream }
    app = await startAppServer(script, { ...options, sandboxes })
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await preview?.close()
  })
  everyCell(() => ({ far: app, near: app }))
})

describe.skipIf(!here)(here ? 'on another node' : `on another node (left out: ${without})`, () => {
  let nodes: Awaited<ReturnType<typeof startTwoServers>>
  let preview: Awaited<ReturnType<typeof startPreviewServer>>
  beforeAll(async () => {
    preview = await startPreviewServer()
    const sandboxes = { connectPreview: async () => preview.upstream }
    nodes = await startTwoServers(script, { ...options, sandboxes })
  })
  afterAll(async () => {
    await nodes?.[Symbol.asyncDispose]()
    await preview?.close()
  })
  everyCell(() => ({ far: nodes.a, near: nodes.b }))
})
