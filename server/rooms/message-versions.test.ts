import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import { recordMaps } from '../../shared/protocol/doc-names.ts'
import type { RecordMessage } from '../../shared/protocol/record-message.ts'
import type { RecordMeta } from '../../shared/protocol/record-meta.ts'
import { startAppServer } from '../testing/app-server.ts'
import { change, ended, sharedSession, versionsOf } from '../testing/changes.ts'

let app: Awaited<ReturnType<typeof startAppServer>>
beforeAll(async () => {
  app = await startAppServer([{ text: 'Done.' }])
})
afterAll(() => app?.[Symbol.asyncDispose]())

async function shop() {
  const made = await sharedSession(app, { 'a.txt': 'red\n' })
  const { anna, sessionId } = made
  const { record } = await app.services.rooms.get(sessionId)
  const messages = () =>
    [...record.doc.getMap<RecordMessage>(recordMaps.messages).values()].sort(
      (a, b) => a.order - b.order,
    )
  /** By number, as the open tabs have them. */
  const cards = () =>
    messages().flatMap((message) => (message.from === 'agent' ? (message.version ?? []) : []))
  const undo = async (versionId: string) => {
    const asked = {
      id: newId(),
      sessionId,
      versionIds: [versionId],
      resolutions: [],
      repair: false,
    }
    await ended(app, (await anna.api.undo.start.mutate(asked)).runId)
    const head = (await versionsOf(app, sessionId)).at(-1)
    await expect.poll(() => cards().at(-1)?.id).toBe(head?.id)
    return head?.id ?? ''
  }
  return { ...made, messages, cards, undo }
}

test('rule 45.16: the chat tells of a version what it is, how much it changed and what undid it, at once when that changes', async () => {
  const { anna, sessionId, messages, cards, undo } = await shop()
  const blue = await change(app, { sessionId, by: anna.id, files: { 'a.txt': 'blue\n' } })
  const first = await undo(blue)
  expect(cards()).toMatchObject([
    {
      id: first,
      kind: 'undo',
      outcome: 'done',
      fileCount: 1,
      added: 1,
      removed: 1,
      undoneBy: null,
    },
  ])
  expect(cards()[0]?.redo).toBe(false)
  expect(messages()).toMatchObject([{ from: 'person', action: 'undo' }, { from: 'agent' }])

  const second = await undo(first)
  await expect.poll(cards).toMatchObject([
    { id: first, undoneBy: { id: second } },
    { id: second, kind: 'undo', redo: true, undoneBy: null },
  ])
  const third = await undo(second)
  const inForce = () => cards().map(({ undoneBy, redo = false }) => [undoneBy?.id ?? null, redo])
  await expect.poll(inForce).toEqual([
    [null, false],
    [third, true],
    [null, false],
  ])
  const { items } = await anna.api.messages.page.query({ sessionId, before: null })
  expect(items.flatMap((item) => (item.from === 'agent' ? (item.version ?? []) : []))).toEqual(
    expect.arrayContaining(cards()),
  )
})

test('rule 45.16: a waiting undo is told as one in the queue', async () => {
  const { anna, sessionId, begun } = await shop()
  await anna.api.runs.pause.mutate({ sessionId, paused: true })
  const blue = await change(app, { sessionId, by: anna.id, files: { 'a.txt': 'blue\n' } })
  expect(blue).not.toBe(begun)
  const asked = { id: newId(), sessionId, versionIds: [blue], resolutions: [], repair: false }
  await anna.api.undo.start.mutate(asked)
  await anna.api.messages.send.mutate({ id: newId(), sessionId, text: 'go on', delivery: 'after' })
  const { record } = await app.services.rooms.get(sessionId)
  const queue = () => record.doc.getMap<RecordMeta>(recordMaps.meta).get('value')?.queue
  await expect.poll(() => queue()?.length).toBe(2)
  expect(queue()?.map(({ action = null }) => action)).toEqual(['undo', null])
})
