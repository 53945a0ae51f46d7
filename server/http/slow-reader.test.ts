import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import * as Y from 'yjs'
import { closeCodes } from '../../shared/protocol/close-codes.ts'
import { newId } from '../../shared/ids.ts'
import { docName } from '../../shared/protocol/doc-names.ts'
import { readFrame } from '../rooms/doc-protocol.ts'
import type { Room } from '../rooms/room.ts'
import { startAppServer } from '../testing/app-server.ts'
import { socketLimits } from './subscriptions.ts'

const Heard = z.object({
  result: z
    .object({ id: z.string().optional(), data: z.object({ data: z.object({ type: z.string() }) }) })
    .partial({ data: true })
    .optional(),
})

type App = Awaited<ReturnType<typeof startAppServer>>
let app: App
beforeAll(async () => {
  // without pings, which would cut them too
  app = await startAppServer([], { pingMs: 600_000 })
})
afterAll(() => app?.[Symbol.asyncDispose]())

test('rule 5.5: a client that stops reading is let go with 4429, and others notice nothing', async () => {
  const anna = app.visitor()
  await anna.api.auth.guest.mutate()
  const sessionId = newId()
  await anna.api.sessions.create.mutate({ id: sessionId })
  const headers = { origin: app.url, cookie: anna.cookie() }
  const open = async () => {
    const url = `${app.url.replace('http', 'ws')}/yjs/${docName.draft(sessionId)}`
    const socket = new WebSocket(url, { headers, perMessageDeflate: false })
    const closed = new Promise<number>((resolve) => socket.on('close', resolve))
    await new Promise((resolve) => socket.once('message', resolve))
    return { socket, closed }
  }
  const slow = await open()
  const reader = await open()
  const copy = new Y.Doc()
  reader.socket.on('message', (data: Buffer) => {
    const frame = readFrame(data)
    if (frame.type === 'update') Y.applyUpdate(copy, frame.update)
  })
  const { draft } = await app.services.rooms.get(sessionId)
  expect(draft.size).toBe(2)

  slow.socket.pause()
  // more than the connection and the kernel can buffer
  const map = draft.doc.getMap<string>('big')
  const piece = 'x'.repeat(500_000)
  let written = 0
  while (draft.size === 2) {
    map.set('piece', `${piece}${++written}`)
    // the other subscriber must have it before the next write
    await vi.waitFor(() => expect(copy.getMap('big').get('piece')).toBe(`${piece}${written}`), {
      timeout: 10_000,
      interval: 5,
    })
    expect(written, 'it is let go at some time').toBeLessThan(200)
  }
  expect(reader.socket.readyState).toBe(WebSocket.OPEN)
  draft.doc.getText('after').insert(0, 'and on')
  await vi.waitFor(() => expect(copy.getText('after').toString()).toBe('and on'))

  // once it reads again, it gets the buffered frames, then the close
  slow.socket.resume()
  expect(await slow.closed).toBe(closeCodes.tooSlow)
  reader.socket.close()
})

/** `subscriptions` times the events of the session, from `lastEventId` on. */
async function openEvents(
  anna: ReturnType<App['visitor']>,
  sessionId: string,
  subscriptions: number,
  lastEventId?: string,
) {
  const headers = { origin: app.url, cookie: anna.cookie() }
  const url = `${app.url.replace('http', 'ws')}/trpc`
  const socket = new WebSocket(url, { headers, perMessageDeflate: false })
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  /** Seqs of events, as the first subscription gets them. */
  const seqs: number[] = []
  socket.on('message', (data: Buffer) => {
    const text = data.toString()
    if (!text.startsWith('{"id":1,')) return
    const { result } = Heard.parse(JSON.parse(text))
    if (result?.data?.data.type === 'event') seqs.push(Number(result.id))
  })
  await new Promise((resolve) => socket.once('open', resolve))
  for (let id = 1; id <= subscriptions; id += 1) {
    const input = { sessionId, after: 0 }
    const params = { path: 'events.subscribe', input, ...(lastEventId && { lastEventId }) }
    socket.send(JSON.stringify({ id, method: 'subscription', params }))
  }
  return { socket, closed, seqs }
}

/** Emits events until the room's one reader is let go; returns the last seq. */
async function emitUntilCut(room: Room): Promise<number> {
  let last = 0
  for (let round = 0; room.users > 0; round += 1) {
    expect(round, 'it is let go at some time').toBeLessThan(30)
    await app.services.lockSession(room.sessionId, async ({ emit }) => {
      for (let n = 0; n < 2_000; n += 1) last = emit({ type: 'session_changed' })
    })
    await room.wake()
  }
  return last
}

test('rule 36.11: a subscriber that stops reading is let go with 4429, and goes on from its last id', async () => {
  const anna = app.visitor()
  await anna.api.auth.guest.mutate()
  const sessionId = newId()
  await anna.api.sessions.create.mutate({ id: sessionId })
  const room = await app.services.rooms.get(sessionId)
  const slow = await openEvents(anna, sessionId, socketLimits.subscriptions)
  await expect.poll(() => room.users).toBe(socketLimits.subscriptions)

  slow.socket.pause()
  const last = await emitUntilCut(room)
  slow.socket.resume()
  expect(await slow.closed).toBe(closeCodes.tooSlow)
  const before = slow.seqs.at(-1) ?? 0
  expect(before).toBeLessThan(last)

  const again = await openEvents(anna, sessionId, 1, String(before))
  await expect.poll(() => again.seqs.at(-1), { timeout: 20_000 }).toBe(last)
  const all = [...slow.seqs, ...again.seqs]
  expect(all).toEqual(Array.from({ length: last }, (_, at) => at + 1))
  again.socket.close()
})

async function openSockets(): Promise<number> {
  const metrics = await (await fetch(`${app.url}/metrics`)).text()
  return Number(/^fegg_event_sockets (\d+)$/m.exec(metrics)?.[1])
}

test('rule 36.11: what waits for a reader that is gone is freed', async () => {
  const anna = app.visitor()
  await anna.api.auth.guest.mutate()
  const sessionId = newId()
  await anna.api.sessions.create.mutate({ id: sessionId })
  const room = await app.services.rooms.get(sessionId)
  const before = await openSockets()
  const slow = await openEvents(anna, sessionId, socketLimits.subscriptions)
  await expect.poll(() => room.users).toBe(socketLimits.subscriptions)
  expect(await openSockets()).toBe(before + 1)
  slow.socket.pause()
  await emitUntilCut(room)
  // it never reads again, so it can't answer the close
  await expect.poll(openSockets, { timeout: 30_000 }).toBe(before)
  slow.socket.terminate()
})
