import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { closeCodes } from '../../shared/protocol/close-codes.ts'
import { newId } from '../../shared/ids.ts'
import { startAppServer } from '../testing/app-server.ts'

const Answer = z.object({
  id: z.union([z.int(), z.string()]).nullable(),
  result: z
    .object({ type: z.string(), id: z.string().optional(), data: z.unknown().optional() })
    .optional(),
  error: z
    .object({ data: z.object({ code: z.string(), app: z.object({ code: z.string() }) }) })
    .optional(),
})
type Answer = z.infer<typeof Answer>

type App = Awaited<ReturnType<typeof startAppServer>>
let app: App
let anna: ReturnType<App['visitor']>
const sessionId = newId()
beforeAll(async () => {
  app = await startAppServer([])
  anna = app.visitor()
  await anna.api.auth.guest.mutate()
  await anna.api.sessions.create.mutate({ id: sessionId })
})
afterAll(() => app?.[Symbol.asyncDispose]())

async function openLine() {
  const url = `${app.url.replace('http', 'ws')}/trpc`
  const socket = new WebSocket(url, { headers: { origin: app.url, cookie: anna.cookie() } })
  const heard: Answer[] = []
  const texts: string[] = []
  socket.on('message', (data: Buffer) => {
    const text = data.toString()
    texts.push(text)
    if (text.startsWith('{')) heard.push(Answer.parse(JSON.parse(text)))
  })
  await new Promise((resolve) => socket.once('open', resolve))
  const send = (message: unknown) => socket.send(JSON.stringify(message))
  const subscribe = (id: number, path = 'events.subscribe', input: object = {}) =>
    send({ id, method: 'subscription', params: { path, input: { sessionId, after: 0, ...input } } })
  /** Result types and error codes, by request. */
  const of = (id: number | null) =>
    heard
      .filter((answer) => answer.id === id)
      .map(({ result, error }) => result?.type ?? error?.data.app.code)
  return { socket, heard, texts, send, subscribe, of }
}

async function readers() {
  return (await app.services.rooms.get(sessionId)).users
}

test('rule 3.2: a subscription starts, yields what is tracked under its seq, and stops when it is told to', async () => {
  const { socket, heard, send, subscribe, of } = await openLine()
  subscribe(1)
  await expect.poll(() => of(1).slice(0, 2)).toEqual(['started', 'data'])
  expect(heard[1]?.result).toMatchObject({ id: '0', data: { id: '0', data: { type: 'snapshot' } } })
  await expect.poll(readers).toBe(1)
  send({ id: 1, method: 'subscription.stop' })
  await expect.poll(() => of(1).at(-1)).toBe('stopped')
  await expect.poll(readers).toBe(0)
  subscribe(1)
  await expect.poll(() => of(1).filter((type) => type === 'started')).toHaveLength(2)
  socket.close()
  await expect.poll(readers).toBe(0)
})

test('rule 3.2: several subscriptions share a line; one that is stopped while it begins leaves nothing behind', async () => {
  const { socket, send, subscribe, of } = await openLine()
  subscribe(1)
  subscribe(2)
  send({ id: 2, method: 'subscription.stop' })
  await expect.poll(() => of(2).at(-1)).toBe('stopped')
  await expect.poll(() => of(1).slice(0, 2)).toEqual(['started', 'data'])
  await expect.poll(readers).toBe(1)
  socket.close()
  await expect.poll(readers).toBe(0)
})

test('rule 3.5: a subscription that is started again goes on from the id of its last yield', async () => {
  for (const name of ['Errands', 'Chores'])
    await anna.api.sessions.rename.mutate({ id: sessionId, name })
  const { socket, heard, send, of } = await openLine()
  const params = { path: 'events.subscribe', input: { sessionId, after: 0 }, lastEventId: '1' }
  send({ id: 3, method: 'subscription', params })
  await expect.poll(() => of(3).slice(0, 2)).toEqual(['started', 'data'])
  expect(heard.find(({ result }) => result?.type === 'data')?.result?.id).toBe('1')
  socket.close()
})

test('what is no subscription, is not there, or has an id in use is refused, and the line lives on', async () => {
  const { socket, texts, send, subscribe, of } = await openLine()
  subscribe(1)
  await expect.poll(() => of(1)).toContain('data')
  subscribe(1)
  await expect.poll(() => of(1)).toContain('bad_input')
  subscribe(2, 'events.nothing')
  await expect.poll(() => of(2)).toEqual(['not_found'])
  send({ id: 3, method: 'mutation', params: { path: 'auth.guest' } })
  await expect.poll(() => of(3)).toEqual(['bad_input'])
  send({ id: 4, method: 'query', params: { path: 'auth.me' } })
  await expect.poll(() => of(4)).toEqual(['bad_input'])
  send({ id: null, method: 'subscription', params: { path: 'events.subscribe' } })
  await expect.poll(() => of(null)).toEqual(['bad_input'])
  socket.send(Buffer.from([1, 2, 3]))
  await expect.poll(() => of(null)).toHaveLength(2)
  send({ id: 9, method: 'subscription.stop' })
  socket.send('PING')
  await expect.poll(() => texts.at(-1)).toBe('PONG')
  expect(socket.readyState).toBe(WebSocket.OPEN)
  expect(of(1)).not.toContain('stopped')
  socket.close()
})

describe('rule 36.2: who floods a tRPC socket', () => {
  const request = (id: number | string) => ({
    id,
    method: 'subscription',
    params: { path: 'events.subscribe', input: { sessionId, after: 0 } },
  })
  const floods: Array<[string, (socket: WebSocket) => void, number]> = [
    [
      'with malformed frames',
      (socket) => {
        for (let n = 0; n < 1_000; n += 1) socket.send('{')
      },
      closeCodes.flooding,
    ],
    [
      'with requests under endless ids',
      (socket) => {
        for (let n = 0; n < 100; n += 1) socket.send(JSON.stringify(request('x'.repeat(1_000))))
      },
      closeCodes.flooding,
    ],
    [
      'with 3,000 subscriptions in frames of 300',
      (socket) => {
        for (let n = 0; n < 10; n += 1)
          socket.send(JSON.stringify(Array.from({ length: 300 }, (_, at) => request(n * 300 + at))))
      },
      closeCodes.flooding,
    ],
    [
      'with pings',
      (socket) => {
        for (let n = 0; n < 1_000; n += 1) socket.send('PING')
      },
      closeCodes.flooding,
    ],
    ['with a large frame', (socket) => socket.send(' '.repeat(64_001)), closeCodes.tooLarge],
  ]
  test.each(floods)('%s is closed and heard no further', async (_how, flood, code) => {
    const { socket, texts } = await openLine()
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    flood(socket)
    expect(await closed).toBe(code)
    expect(texts.length).toBeLessThan(300)
    await expect.poll(readers).toBe(0)
  })

  test('with one subscription too many gets an error for that one', async () => {
    const { socket, subscribe, of } = await openLine()
    for (let id = 1; id <= 33; id += 1) subscribe(id)
    await expect.poll(() => of(33)).toEqual(['rate_limited'])
    for (let id = 1; id <= 32; id += 1) await expect.poll(() => of(id)[0]).toBe('started')
    socket.close()
    await expect.poll(readers).toBe(0)
  })
})
