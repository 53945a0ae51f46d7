import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { newId } from '../../shared/ids.ts'
import { startSandboxHost, type SandboxHost } from '@fegg/sandbox-host'
import { createMiniTemplate, miniApp } from '@fegg/sandbox-host/testing/mini-template.ts'
import { systemClock } from '../lib/clock.ts'
import { createLane } from '../lib/lane.ts'
import { createSandboxes } from './sandboxes.ts'
import { createMemoryTree } from './testing/memory-tree.ts'

let template: Awaited<ReturnType<typeof createMiniTemplate>>
let host: SandboxHost
beforeAll(async () => {
  template = await createMiniTemplate()
  host = await startSandboxHost({
    dataDir: template.dataDir,
    templates: { mini: template.home },
    launcher: 'plain',
    domain: 'localhost',
    spares: 0,
    registry: 'http://127.0.0.1:9/',
  })
})
afterAll(async () => {
  await host.close()
  await template[Symbol.asyncDispose]()
})

/** A clock that can be ahead of the machine's. */
function open(options: { max?: number; slots: number }) {
  let ahead = 0
  const clock = { ...systemClock, now: () => systemClock.now() + ahead }
  const tree = createMemoryTree(miniApp)
  const lane = createLane(options.slots, clock)
  const sandboxes = createSandboxes({
    e2b: { templateId: 'mini' },
    host,
    tree,
    rows: tree,
    log: { info: () => undefined, warn: () => undefined },
    clock,
    lane,
    ...(options.max ? { max: options.max } : {}),
  })
  const messagesOf = (id: string) =>
    tree.states.flatMap(({ sessionId, message }) => (sessionId === id ? [message] : []))
  return {
    tree,
    lane,
    sandboxes,
    messagesOf,
    skip: (ms: number) => {
      ahead += ms
    },
    [Symbol.asyncDispose]: () => sandboxes.close(),
  }
}

test('rule 37.7: the longest unused sandbox sleeps when another starts, and wakes with its files', async () => {
  await using world = open({ max: 2, slots: 4 })
  const { sandboxes, tree } = world
  const [first, second, third] = [newId(), newId(), newId()]
  await sandboxes.ensure(first)
  await sandboxes.ensure(second)
  world.skip(40_000)
  await sandboxes.ensure(second)
  await sandboxes.ensure(third)
  expect(sandboxes.running()).toBe(2)
  await expect
    .poll(() => tree.states.findLast((each) => each.sessionId === first)?.state)
    .toBe('asleep')
  expect(tree.states.some((each) => each.sessionId === second && each.state === 'asleep')).toBe(
    false,
  )
  world.skip(40_000)
  const patience = { timeoutMs: 20_000, signal: new AbortController().signal }
  const { stdout } = await sandboxes.forRun(first).run('cat src/old.txt', patience)
  expect(stdout).toBe(miniApp['src/old.txt'])
  expect(sandboxes.running()).toBe(2)
}, 60_000)

test('rule 37.6: starts and commands share the slots, and each session that waits is told so', async () => {
  await using world = open({ slots: 1 })
  const { sandboxes, messagesOf, lane } = world
  const ids = [newId(), newId(), newId()]
  await Promise.all(ids.map((id) => sandboxes.ensure(id)))
  const told = ids.flatMap(messagesOf)
  expect(told).toContain('Waiting for a free slot: next in line.')
  const stop = new AbortController()
  const patience = { timeoutMs: 20_000, signal: stop.signal }
  const [a = '', b = '', c = ''] = ids
  const waited = new Map(ids.map((id) => [id, [] as boolean[]]))
  const waitsOf = (id: string) => waited.get(id)
  for (const [id, seen] of waited) sandboxes.onWait(id, (waits) => void seen.push(waits))
  const holding = sandboxes.forRun(a).run('sleep 60', patience)
  await vi.waitFor(() => expect(lane.sizes().running).toBe(1))
  const given = new AbortController()
  const waiting = sandboxes.forRun(b).run('echo b', { ...patience, signal: given.signal })
  const next = sandboxes
    .forRun(c)
    .run('echo c', { ...patience, signal: new AbortController().signal })
  await vi.waitFor(() => expect(messagesOf(c).at(-1)).toBe('Waiting for a free slot: 1 ahead.'))
  expect(waitsOf(a)).toEqual([])
  expect(waitsOf(b)).toEqual([true])
  given.abort(new Error('stopped'))
  await expect(waiting).rejects.toThrow('stopped')
  expect(waitsOf(b)).toEqual([true, false])
  stop.abort(new Error('stopped'))
  await expect(holding).rejects.toThrow('stopped')
  expect((await next).stdout).toBe('c\n')
  expect(waitsOf(c)).toEqual([true, false])
  await vi.waitFor(() => expect(messagesOf(c).at(-1)).toBe(null))
  expect(lane.sizes()).toMatchObject({ running: 0, waiting: 0 })
}, 60_000)
