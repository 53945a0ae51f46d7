import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { closeCodes } from '../../shared/protocol/close-codes.ts'
import { newId } from '../../shared/ids.ts'
import { docName } from '../../shared/protocol/doc-names.ts'
import { readFrame } from '../rooms/doc-protocol.ts'
import { startAppServer } from '../testing/app-server.ts'

type App = Awaited<ReturnType<typeof startAppServer>>
let app: App
beforeAll(async () => {
  app = await startAppServer([])
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
