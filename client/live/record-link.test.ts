import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness'
import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { newId } from '../../shared/ids.ts'
import { docName, recordMaps } from '../../shared/protocol/doc-names.ts'
import type { RecordMeta } from '../../shared/protocol/record-meta.ts'
import { systemClock } from './clock.ts'
import type { LinkState } from './doc-link.ts'
import { fakeYjsServer } from './fake-yjs-server.ts'
import { RecordLink } from './record-link.ts'
import type { RecordView } from './record-view.ts'

function metaOf(epoch: string, name: string): RecordMeta {
  return {
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
  }
}

function recordDoc(epoch: string, name: string) {
  const doc = new Y.Doc()
  doc.getMap(recordMaps.meta).set('value', metaOf(epoch, name))
  return doc
}

function join(wsUrl: string, sessionId: string) {
  const states: LinkState[] = []
  const views: RecordView[] = []
  const refused: number[] = []
  const link = new RecordLink({
    sessionId,
    wsUrl,
    clock: {
      ...systemClock,
      random: () => 0,
      after: (ms, work) => systemClock.after(ms < 15_000 ? ms / 50 : ms, work),
    },
    onState: (state) => states.push(state),
    onView: (view) => views.push(view),
    onRefused: (code) => refused.push(code),
  })
  return { states, views, refused, link, [Symbol.dispose]: () => link.destroy() }
}

function until(check: () => void) {
  return vi.waitFor(check, { timeout: 5_000, interval: 10 })
}

test('rule 4.3: an empty doc takes the epoch of the node that serves it, and uses that name from then on', async () => {
  const sessionId = newId()
  const doc = recordDoc('1', 'One')
  await using server = await fakeYjsServer(() => ({ serve: doc }))
  using tab = join(server.wsUrl, sessionId)
  await until(() => expect(tab.views.at(-1)?.meta?.name).toBe('One'))
  server.cut()
  await until(() => expect(server.opened).toHaveLength(2))
  expect(server.opened).toEqual([docName.record(sessionId), docName.record(sessionId, '1')])
  expect(tab.refused).toEqual([])
})

test('rule 4.3: a load balancer that picks another node for each connection locks nobody out', async () => {
  const sessionId = newId()
  const nodes = ['a', 'b'].map((epoch) => ({ epoch, doc: recordDoc(epoch, `Of ${epoch}`) }))
  let turn = 0
  await using server = await fakeYjsServer((name) => {
    const node = nodes[turn++ % nodes.length]
    if (!node) throw new Error('no node')
    const fits = [docName.record(sessionId), docName.record(sessionId, node.epoch)].includes(name)
    return fits ? { serve: node.doc } : { close: 4409, reason: node.epoch }
  })
  using tab = join(server.wsUrl, sessionId)
  await until(() => expect(tab.views.at(-1)?.meta?.name).toBe('Of a'))
  const held = nodes.map(({ doc }) => Y.encodeStateVector(doc))
  server.cut()
  // b refuses its epoch
  await until(() => expect(tab.views).toHaveLength(2))
  expect(server.opened).toHaveLength(3)
  expect(nodes.map(({ doc }) => Y.encodeStateVector(doc))).toEqual(held)
})

test('rule 4.3: the record of before a restart does not come back from a tab', async () => {
  const sessionId = newId()
  const after = recordDoc('2', 'After')
  let restarted = false
  await using server = await fakeYjsServer((name) => {
    if (!restarted) return { serve: recordDoc('1', 'Before') }
    return name.endsWith('/1') ? { close: 4409, reason: '2' } : { serve: after }
  })
  using tab = join(server.wsUrl, sessionId)
  await until(() => expect(tab.views.at(-1)?.meta?.name).toBe('Before'))
  restarted = true
  const held = Y.encodeStateVector(after)
  server.cut()
  await until(() => expect(tab.views.at(-1)?.meta?.name).toBe('After'))
  expect(Y.encodeStateVector(after)).toEqual(held)
})

test('a cut connection waits before it reconnects', async () => {
  const sessionId = newId()
  const doc = recordDoc('1', 'One')
  await using server = await fakeYjsServer(() => ({ serve: doc }))
  using tab = join(server.wsUrl, sessionId)
  await until(() => expect(tab.views).not.toHaveLength(0))
  server.cut()
  await until(() => expect(server.opened).toHaveLength(2))
  expect(tab.states.map((state) => state.is)).toContain('waiting')
  doc.getMap(recordMaps.meta).set('value', metaOf('1', 'Two'))
  await until(() => expect(tab.views.at(-1)?.meta?.name).toBe('Two'))
})

test('rule 5.5: a server that closes at once is retried with a growing backoff', async () => {
  await using server = await fakeYjsServer(() => ({ close: 1011 }))
  using tab = join(server.wsUrl, newId())
  const waits = () => tab.states.filter((state) => state.is === 'waiting')
  await until(() => expect(waits().length).toBeGreaterThan(4))
  tab.link.destroy()
  expect(server.opened.length).toBeLessThan(12)
})

test.each([4401, 4403, 4404])('code %i ends it and is reported', async (code) => {
  await using server = await fakeYjsServer(() => ({ close: code }))
  using tab = join(server.wsUrl, newId())
  await until(() => expect(tab.refused).toEqual([code]))
  expect(server.opened).toHaveLength(1)
})

test('the others see this tab’s presence again right after a reconnect', async () => {
  const doc = recordDoc('1', 'One')
  await using server = await fakeYjsServer(() => ({ serve: doc }))
  using tab = join(server.wsUrl, newId())
  tab.link.awareness.setLocalState({ pane: 'preview' })
  await until(() => expect(server.awareness.length).toBeGreaterThan(0))
  const peer = new Awareness(new Y.Doc())
  for (const update of server.awareness.splice(0)) applyAwarenessUpdate(peer, update, 'server')
  expect(peer.getStates().get(tab.link.awareness.clientID)).toEqual({ pane: 'preview' })
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
