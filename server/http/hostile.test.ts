import { request } from 'node:http'
import { eq } from 'drizzle-orm'
import * as encoding from 'lib0/encoding'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { messages } from '../../drizzle/schema.ts'
import { closeCodes } from '../../shared/protocol/close-codes.ts'
import { newId } from '../../shared/ids.ts'
import { docName } from '../../shared/protocol/doc-names.ts'
import { awarenessFrame, readFrame, updateFrame } from '../rooms/doc-protocol.ts'
import { startAppServer, type Visitor } from '../testing/app-server.ts'
import { person } from '../testing/team.ts'

type App = Awaited<ReturnType<typeof startAppServer>>
let app: App
let anna: Visitor
let eve: Visitor
let sessionId: string
let epoch: string

beforeAll(async () => {
  app = await startAppServer([{ text: 'Hello.' }])
  anna = await person(app)
  eve = await person(app)
  sessionId = newId()
  await anna.api.sessions.create.mutate({ id: sessionId })
  epoch = app.services.rooms.epochOf(sessionId)
})
afterAll(() => app[Symbol.asyncDispose]())

function openSocket(path: string, headers: Record<string, string>) {
  return new WebSocket(`${app.url.replace('http', 'ws')}${path}`, { headers })
}

/** The close code, or the refused upgrade's HTTP status. */
function closing(socket: WebSocket) {
  return new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }))
    socket.on('unexpected-response', (_request, response) =>
      resolve({ code: response.statusCode ?? 0, reason: '' }),
    )
    socket.on('error', () => {})
  })
}

function opened(socket: WebSocket) {
  return new Promise<void>((resolve, reject) => {
    socket.on('open', resolve)
    socket.on('error', reject)
  })
}

function as(visitor: Visitor) {
  return { cookie: visitor.cookie(), origin: visitor.origin }
}

async function recordOf(visitor: Visitor) {
  const socket = openSocket(`/yjs/${docName.record(sessionId, epoch)}`, as(visitor))
  await opened(socket)
  return socket
}

function get(path: string, headers: Record<string, string>, method = 'GET') {
  return new Promise<number>((resolve, reject) => {
    const { hostname, port } = new URL(app.url)
    request({ hostname, port, path, method, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

describe('who may come in', () => {
  test('rules 6.4 and 11.4: an unknown Host gets 421', async () => {
    expect(await get('/healthz', { host: 'evil.example' })).toBe(421)
    expect(await get('/healthz', { host: 'localhost' })).toBe(200)
    expect(await get('/healthz', { host: '127.0.0.2:4000' })).toBe(200)
    expect(await get('/healthz', { host: 'a b' })).not.toBe(200)
  })

  test('rule 6.4: a mutation of another Origin, or of none, is refused', async () => {
    const post = (origin?: string) =>
      get('/trpc/auth.guest', origin ? { origin, 'content-type': 'application/json' } : {}, 'POST')
    expect(await post('http://evil.example')).toBe(403)
    expect(await post('http://5173-abc.localhost:4000')).toBe(403)
    expect(await post()).toBe(403)
    expect(await post(anna.origin)).toBe(200)
  })

  test('rule 6.4: an upgrade of another Origin is refused', async () => {
    const paths = ['/trpc', `/yjs/${docName.record(sessionId, epoch)}`]
    for (const path of paths) {
      const socket = openSocket(path, { ...as(anna), origin: 'http://evil.example' })
      expect((await closing(socket)).code).toBe(403)
    }
  })

  test('rule 6: without a cookie there is no socket', async () => {
    const { origin } = anna
    expect((await closing(openSocket('/trpc', { origin }))).code).toBe(401)
    const doc = openSocket(`/yjs/${docName.record(sessionId, epoch)}`, { origin })
    expect((await closing(doc)).code).toBe(closeCodes.notSignedIn)
  })

  test('rule 6.3: somebody else’s session and an unknown one answer alike, everywhere', async () => {
    const unknown = newId()
    for (const id of [sessionId, unknown, 'no-id']) {
      await expect(eve.api.sessions.get.query({ id })).rejects.toMatchObject({
        data: { app: { code: 'not_found' } },
      })
      await expect(
        eve.api.messages.send.mutate({ id: newId(), sessionId: id, text: 'hi', delivery: 'after' }),
      ).rejects.toMatchObject({ data: { app: { code: 'not_found' } } })
      const record = openSocket(`/yjs/${docName.record(id, epoch)}`, as(eve))
      expect((await closing(record)).code).toBe(closeCodes.notFound)
      const draft = openSocket(`/yjs/${docName.draft(id)}`, as(eve))
      expect((await closing(draft)).code).toBe(closeCodes.notFound)
    }
    const answers = [sessionId, unknown].map((id) =>
      eve.api.sessions.get.query({ id }).catch((error: Error) => error.message),
    )
    expect(new Set(await Promise.all(answers)).size).toBe(1)
  })

  test('rule 6.5: signing out closes the sockets of that sign-in at once, and no others', async () => {
    const again = app.visitor()
    await again.api.auth.signUp.mutate({
      name: 'Zoe',
      email: 'zoe@example.com',
      password: 'correct horse',
    })
    const id = newId()
    await again.api.sessions.create.mutate({ id })
    const first = openSocket(`/yjs/${docName.record(id, epoch)}`, as(again))
    const events = openSocket('/trpc', as(again))
    await Promise.all([opened(first), opened(events)])
    const other = app.visitor()
    await other.api.auth.signIn.mutate({ email: 'zoe@example.com', password: 'correct horse' })
    const second = openSocket(`/yjs/${docName.record(id, epoch)}`, as(other))
    await opened(second)
    const closed = Promise.all([closing(first), closing(events)])
    await again.api.auth.signOut.mutate()
    expect((await closed).map((end) => end.code)).toEqual([4401, 4401])
    expect(second.readyState).toBe(second.OPEN)
    second.close()
  })
})

describe('what they may send', () => {
  test('prompts that are empty or too long are refused with words, and nothing is stored', async () => {
    const send = (text: string) =>
      anna.api.messages.send.mutate({ id: newId(), sessionId, text, delivery: 'after' })
    await expect(send('  \n ')).rejects.toThrow('Write what you want first.')
    await expect(send('x'.repeat(32_001))).rejects.toThrow('at most 32,000 characters')
    const rows = await app.db.select().from(messages).where(eq(messages.sessionId, sessionId))
    expect(rows).toEqual([])
  })

  test('rule 5.1: a forged record update closes the socket and leaves the record untouched', async () => {
    const socket = await recordOf(anna)
    const forged = new Y.Doc()
    forged.getMap('messages').set('forged', { text: 'evil' })
    const end = closing(socket)
    socket.send(updateFrame(Y.encodeStateAsUpdate(forged)))
    expect((await end).code).toBe(closeCodes.forbidden)
    const again = await recordOf(anna)
    const seen = new Y.Doc()
    const update = new Promise<Uint8Array>((resolve) =>
      again.on('message', (data: Buffer) => {
        const frame = readFrame(data)
        if (frame.type === 'update') resolve(frame.update)
      }),
    )
    again.send(Uint8Array.of(0, 0, 1, 0))
    Y.applyUpdate(seen, await update)
    expect(seen.getMap('messages').toJSON()).toEqual({})
    expect(seen.getMap('meta').toJSON()['value'].name).toBe('Untitled')
    again.close()
  })

  test('rule 4.3: a doc of another epoch is refused with the epoch to ask for', async () => {
    const socket = openSocket(`/yjs/${docName.record(sessionId, 'old')}`, as(anna))
    expect(await closing(socket)).toEqual({ code: closeCodes.staleEpoch, reason: epoch })
  })

  test('rule 5.5: malformed and oversized frames close only their own socket, with 44xx', async () => {
    const bystander = await recordOf(anna)
    const frames: Array<[Uint8Array, number]> = [
      [Uint8Array.of(9), closeCodes.malformed],
      [Uint8Array.of(), closeCodes.malformed],
      [Uint8Array.of(0, 2, 200), closeCodes.malformed],
      [Uint8Array.of(0, 0, 5, 255, 255, 255, 255, 255), closeCodes.malformed],
      [awarenessFrame(Uint8Array.of(255, 255, 3)), closeCodes.malformed],
      [new Uint8Array(1_000_001), closeCodes.tooLarge],
    ]
    for (const [frame, code] of frames) {
      const socket = await recordOf(anna)
      const end = closing(socket)
      socket.send(frame)
      expect((await end).code).toBe(code)
    }
    expect(bystander.readyState).toBe(bystander.OPEN)
    bystander.close()
  })

  test('rule 5.4: awareness is bound to who sent it, whatever it says', async () => {
    const watcher = await recordOf(anna)
    const liar = await recordOf(anna)
    const heard = new Promise<string>((resolve) =>
      watcher.on('message', (data: Buffer) => {
        const frame = readFrame(data)
        if (frame.type === 'awareness' && frame.update.length > 1)
          resolve(Buffer.from(frame.update).toString())
      }),
    )
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, 77)
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarString(
      encoder,
      JSON.stringify({ user: { id: newId(), name: 'The Boss', color: 'red' }, typing: true }),
    )
    liar.send(awarenessFrame(encoding.toUint8Array(encoder)))
    const me = await anna.api.auth.me.query()
    expect(await heard).toContain(me?.name)
    expect(await heard).not.toContain('The Boss')
    watcher.close()
    liar.close()
  })

  test('malformed frames on the event socket get an error and the process lives on', async () => {
    const socket = openSocket('/trpc', as(anna))
    await opened(socket)
    const answer = () =>
      new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))))
    for (const frame of ['{', 'null', '[]', '{"id":1,"method":"subscription"}']) {
      const heard = answer()
      socket.send(frame)
      if (frame !== '[]') expect(await heard).toContain('error')
    }
    const bad = answer()
    socket.send(
      JSON.stringify({
        id: 5,
        method: 'subscription',
        params: { path: 'events.subscribe', input: { sessionId: 'nobody', after: -1 } },
      }),
    )
    expect(await bad).toContain('not_found')
    socket.send(Buffer.from([1, 2, 3]))
    expect(await get('/healthz', { host: 'localhost' })).toBe(200)
    socket.close()
  })

  test('sign-in is limited: the 31st try within a minute is told to wait', async () => {
    const stranger = app.visitor()
    const tries = Array.from({ length: 40 }, () =>
      stranger.api.auth.signIn
        .mutate({ email: 'nobody@example.com', password: 'wrong password' })
        .catch((error: Error) => error.message),
    )
    const answers = await Promise.all(tries)
    expect(answers.some((answer) => String(answer).startsWith('Too many attempts'))).toBe(true)
  })
})

test.each([
  ['rule 6.12: who comes by a proxy that is trusted is counted by their own address', '1', 0],
  ['rule 6.12: nobody makes up another address where none is', '', 10],
])('%s', async (_name, proxies, refused) => {
  await using server = await startAppServer([], { env: { TRUST_PROXY: proxies } })
  const tries = Array.from({ length: 40 }, async (_, index) => {
    const response = await fetch(`${server.url}/trpc/auth.signIn`, {
      method: 'POST',
      headers: {
        origin: new URL(server.url).origin,
        'content-type': 'application/json',
        'x-forwarded-for': `203.0.113.${index}`,
      },
      body: JSON.stringify({ email: 'nobody@example.com', password: 'wrong password' }),
    })
    return response.status
  })
  const answers = await Promise.all(tries)
  expect(answers.filter((status) => status === 429)).toHaveLength(refused)
})
