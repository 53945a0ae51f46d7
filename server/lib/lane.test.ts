import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createManualClock } from '../testing/manual-clock.ts'
import { createLane } from './lane.ts'

/** Jobs that end when the test says so. */
function open(slots: number) {
  const { clock, advance } = createManualClock()
  const lane = createLane(slots, clock)
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const ahead = new Map<string, Array<number | null>>()
  const add = (name: string, signal?: AbortSignal) => {
    const seen: Array<number | null> = []
    ahead.set(name, seen)
    const { promise, resolve } = Promise.withResolvers<void>()
    const work = () => {
      begun.push(name)
      ends.set(name, resolve)
      return promise
    }
    return lane.run(name.charAt(0), work, {
      ...(signal ? { signal } : {}),
      onWait: (count) => void seen.push(count),
    })
  }
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  const end = async (name: string) => {
    ends.get(name)?.()
    ends.delete(name)
    await settle()
  }
  return { lane, begun, ahead, add, end, settle, advance, running: () => [...ends.keys()] }
}

test('rule 37.6: heavy work runs so much at a time, the workspaces by turns, and who waits is told how many come before', async () => {
  const { lane, begun, ahead, add, end, settle, advance } = open(2)
  for (const name of ['a1', 'a2', 'a3', 'b1', 'c1']) void add(name)
  await settle()
  // one workspace leaves a slot to the others
  expect(begun).toEqual(['a1', 'b1'])
  expect(ahead.get('a1')).toEqual([])
  expect(lane.sizes()).toMatchObject({ running: 2, waiting: 3 })
  expect([...ahead].map(([name, seen]) => [name, seen.at(-1)])).toEqual([
    ['a1', undefined],
    ['a2', 1],
    ['a3', 2],
    ['b1', undefined],
    ['c1', 0],
  ])
  advance(1_000)
  await end('a1')
  expect(begun.slice(2)).toEqual(['c1'])
  await end('b1')
  await end('c1')
  await end('a2')
  expect(begun.slice(3)).toEqual(['a2', 'a3'])
  expect(ahead.get('a3')?.at(-1)).toBe(null)
  expect(lane.sizes()).toMatchObject({ running: 1, waiting: 0, waitedMs: 3_000 })
})

test('rule 37.6: a job that is given up while it waits, or fails, leaves its slot to the next', async () => {
  const { lane, begun, add, end } = open(1)
  void add('a1')
  const given = new AbortController()
  const waiting = add('b1', given.signal)
  void add('c1')
  given.abort(new Error('stopped'))
  await expect(waiting).rejects.toThrow('stopped')
  const broken = expect(lane.run('d', () => Promise.reject(new Error('broke')))).rejects.toThrow()
  await end('a1')
  expect(begun).toEqual(['a1', 'c1'])
  await end('c1')
  await broken
  expect(lane.sizes()).toMatchObject({ running: 0, waiting: 0 })
})

test('rule 37.6: whatever comes and ends in whatever order, no slot is lost and no workspace waits behind another’s queue', async () => {
  const names = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(
      names,
      fc.integer({ min: 1, max: 4 }),
      fc.infiniteStream(fc.nat()),
      async (groups, slots, chance) => {
        const { lane, begun, add, end, settle, running } = open(slots)
        groups.forEach((group, index) => void add(`${group}${index}`))
        await settle()
        const waits = () => lane.sizes().waiting
        while (running().length > 0) {
          expect(running().length).toBeLessThanOrEqual(slots)
          if (waits() > 0 && slots > 1) {
            const own = new Set(running().map((name) => name.charAt(0)))
            const left = groups.map((g, i) => `${g}${i}`).filter((name) => !begun.includes(name))
            const others = left.filter((name) => !own.has(name.charAt(0)))
            // another workspace's job waits only while every slot is taken
            if (others.length > 0) expect(running()).toHaveLength(slots)
          }
          const now = running()
          await end(now[chance.next().value % now.length] ?? '')
        }
        expect(begun).toHaveLength(groups.length)
        expect(lane.sizes()).toMatchObject({ running: 0, waiting: 0 })
      },
    ),
    { numRuns: 40 },
  )
})
