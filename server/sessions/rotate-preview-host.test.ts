import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import type { BusMessage } from '../bus/bus.ts'
import { newId } from '../../shared/ids.ts'
import { startAppServer } from '../testing/app-server.ts'
import { previewSession } from './preview-session.ts'
import { rotatePreviewHost } from './rotate-preview-host.ts'

let server: Awaited<ReturnType<typeof startAppServer>>
beforeAll(async () => {
  server = await startAppServer([])
}, 120_000)
afterAll(() => server[Symbol.asyncDispose]())

test('rule 11.6: a preview that moves has another address, the record tells the tabs, and every node is told', async () => {
  const { api: stranger } = server.visitor()
  const visitor = server.visitor()
  await visitor.api.auth.guest.mutate()
  const id = newId()
  await visitor.api.sessions.create.mutate({ id })
  const address = () => visitor.api.preview.address.query({ sessionId: id })
  const room = await server.services.rooms.get(id)
  const mark = () => room.record.doc.getMap('meta').toJSON()['value']?.previewMark

  const before = await address()
  expect(mark()).toBe(before.mark)
  const told: BusMessage[] = []
  onTestFinished(server.services.bus.subscribe((message) => void told.push(message)))
  await rotatePreviewHost(server.services, id)

  const after = await address()
  expect(new URL(after.url).host).not.toBe(new URL(before.url).host)
  expect(after.mark).not.toBe(before.mark)
  expect(told).toContainEqual({ type: 'preview_moved', sessionId: id })
  await vi.waitFor(() => expect(mark()).toBe(after.mark))

  const idOf = (url: string) => /^5173-([a-z0-9]+)\./.exec(new URL(url).host)?.[1] ?? ''
  expect(await previewSession(server.db, idOf(before.url))).toBe(null)
  expect(await previewSession(server.db, idOf(after.url))).toEqual({ sessionId: id })
  await expect(stranger.preview.address.query({ sessionId: id })).rejects.toThrow()
})

test('rule 11.6: the preview of a session that is gone does not move', async () => {
  await expect(rotatePreviewHost(server.services, newId())).rejects.toMatchObject({
    code: 'not_found',
  })
})
