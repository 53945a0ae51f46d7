import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness'
import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { newId } from '../../shared/ids.ts'
import { docName, type RecordMeta, recordMaps } from '../../shared/record.ts'
import { systemClock } from './clock.ts'
import type { LinkState } from './doc-link.ts'
import { type Answer, fakeYjsServer } from './fake-yjs-server.ts'
import { RecordLink } from './record-link.ts'
import type { RecordView } from './record-view.ts'

const metaOf = (epoch: string, name: string): RecordMeta => ({
  seq: 1,
  epoch,
  name,
  model: 'demo',
  state: 'ready',
  sandbox: { state: 'ready', message: null },
  previewMark: 'a',
  running: null,
  queue: [],
  queuePausedBy: null,
  forks: [],
  suggestions: [],
  messageCount: 0,
  activityCount: 0,
})

const recordDoc = (epoch: string, name: string) => {
  const doc = new Y.Doc()
  doc.getMap(recordMaps.meta).set('value', metaOf(epoch, name))
  return doc
}

const join = (wsUrl: string, sessionId: string, epoch: string) => {
  const states: LinkState[] = []
  const views: RecordView[] = []
  const refused: number[] = []
  const link = new RecordLink({
    sessionId,
    epoch,
    wsUrl,
    // A back-off of nearly nothing: what is tested is that there is one.
    clock: {
      ...systemClock,
      random: () => 0,
      after: (ms, work) => systemClock.after(ms / 50, work),
    },
    onState: (state) => states.push(state),
    onView: (view) => views.push(view),
    onRefused: (code) => refused.push(code),
  })
  return { states, views, refused, link, [Symbol.dispose]: () => link.destroy() }
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 10 })

test('rule 4: a stale epoch is answered with a fresh doc under the right one', async () => {
  const sessionId = newId()
  const doc = recordDoc('new', 'Fresh')
  await using server = await fakeYjsServer((name) =>
    name === docName.record(sessionId, 'new') ? { serve: doc } : { close: 4409, reason: 'new' },
  )
  using tab = join(server.wsUrl, sessionId, 'old')
  await until(() => expect(tab.views.at(-1)?.meta?.name).toBe('Fresh'))
  expect(server.opened).toEqual([
    docName.record(sessionId, 'old'),
    docName.record(sessionId, 'new'),
  ])
  expect(tab.refused).toEqual([])
})

test('rule 4: what a tab held before a restart does not come back into the record', async () => {
  const sessionId = newId()
  const before = recordDoc('1', 'Before')
  const after = recordDoc('2', 'After')
  let answer: Answer = { serve: before }
  await using server = await fakeYjsServer((name) =>
    name.endsWith('/1') ? answer : { serve: after },
  )
  using tab = join(server.wsUrl, sessionId, '1')
  await until(() => expect(tab.views.at(-1)?.meta?.name).toBe('Before'))
  answer = { close: 4409, reason: '2' }
  const held = Y.encodeStateVector(after)
  server.cut()
  await until(() => expect(tab.views.at(-1)?.meta?.name).toBe('After'))
  expect(Y.encodeStateVector(after)).toEqual(held)
})

test('a cut connection waits before it comes back, and comes back', async () => {
  const sessionId = newId()
  const doc = recordDoc('1', 'One')
  await using server = await fakeYjsServer(() => ({ serve: doc }))
  using tab = join(server.wsUrl, sessionId, '1')
  await until(() => expect(tab.views).not.toHaveLength(0))
  server.cut()
  await until(() => expect(server.opened).toHaveLength(2))
  expect(tab.states.map((state) => state.is)).toContain('waiting')
  doc.getMap(recordMaps.meta).set('value', metaOf('1', 'Two'))
  await until(() => expect(tab.views.at(-1)?.meta?.name).toBe('Two'))
})

test('rule 5: a server that closes at once is met with a growing back-off', async () => {
  await using server = await fakeYjsServer(() => ({ close: 1011 }))
  using tab = join(server.wsUrl, newId(), '1')
  const waits = () => tab.states.filter((state) => state.is === 'waiting')
  await until(() => expect(waits().length).toBeGreaterThan(4))
  tab.link.destroy()
  expect(server.opened.length).toBeLessThan(12)
})

test.each([4401, 4403, 4404])('%i ends it and says so', async (code) => {
  await using server = await fakeYjsServer(() => ({ close: code }))
  using tab = join(server.wsUrl, newId(), '1')
  await until(() => expect(tab.refused).toEqual([code]))
  expect(server.opened).toHaveLength(1)
})

test('presence is known to the others again right after a reconnect', async () => {
  const doc = recordDoc('1', 'One')
  await using server = await fakeYjsServer(() => ({ serve: doc }))
  using tab = join(server.wsUrl, newId(), '1')
  tab.link.awareness.setLocalState({ pane: 'preview' })
  await until(() => expect(server.awareness.length).toBeGreaterThan(0))
  const peer = new Awareness(new Y.Doc())
  for (const update of server.awareness.splice(0)) applyAwarenessUpdate(peer, update, 'server')
  expect(peer.getStates().get(tab.link.awareness.clientID)).toEqual({ pane: 'preview' })
  // The server tells the peer that the connection is gone, with a clock of its own making.
  const { clientID } = tab.link.awareness
  const clock = (peer.meta.get(clientID)?.clock ?? 0) + 1
  peer.states.delete(clientID)
  peer.meta.set(clientID, { clock, lastUpdated: 0 })
  server.cut()
  await until(() => {
    for (const update of server.awareness.splice(0)) applyAwarenessUpdate(peer, update, 'server')
    expect(peer.getStates().get(clientID)).toEqual({ pane: 'preview' })
  })
  peer.destroy()
})
