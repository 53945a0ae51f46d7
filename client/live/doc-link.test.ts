import { once } from 'node:events'
import { createServer } from 'node:net'
import { Awareness } from 'y-protocols/awareness'
import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { DocLink, type LinkState } from './doc-link.ts'
import { manualClock } from './manual-clock.ts'

test('rule 5.9: a connection that never opens is abandoned and tried again', async () => {
  // the provider has no timeout
  let attempts = 0
  const silent = createServer((socket) => {
    attempts += 1
    socket.on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const address = silent.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const { clock, advance } = manualClock()
  const states: LinkState['is'][] = []
  const doc = new Y.Doc()
  const link = new DocLink({
    wsUrl: `ws://127.0.0.1:${address.port}/yjs`,
    name: 'draft/x',
    doc,
    awareness: new Awareness(doc),
    clock,
    onState: ({ is }) => states.push(is),
    onSynced: () => {},
    onRefused: () => {},
  })
  await vi.waitFor(() => expect(attempts).toBe(1))
  advance(14_000)
  expect(states).toEqual(['connecting'])
  advance(1_000)
  expect(states).toEqual(['connecting', 'waiting'])
  advance(1_000)
  await vi.waitFor(() => expect(attempts).toBeGreaterThan(1))
  expect(states).toEqual(['connecting', 'waiting', 'connecting'])
  link.destroy()
  doc.destroy()
  silent.close()
})
