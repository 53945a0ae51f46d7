import { expect, test } from 'vitest'
import { createManualClock } from '../testing/manual-clock.ts'
import { createPlaces, type Occupant } from './places.ts'

function open(max: number) {
  const { clock, advance } = createManualClock({ sleepsPass: true })
  const places = createPlaces(max, clock)
  const asleep: string[] = []
  const waits: string[] = []
  const enter = async (name: string, usedAt: () => number | null) => {
    const occupant: Occupant = {
      usedAt,
      async makeWay() {
        if (usedAt() === null) return false
        asleep.push(name)
        places.leave(occupant)
        return true
      },
    }
    await places.enter(occupant, (message) => void waits.push(message))
    return occupant
  }
  return { places, clock, advance, asleep, waits, enter }
}

test('rule 37.7: when all places are taken, the longest unused sandbox sleeps, and one in use never', async () => {
  const { places, advance, asleep, waits, enter } = open(3)
  await enter('in use', () => null)
  await enter('old', () => 1_000)
  await enter('older', () => 500)
  advance(60_000)
  await enter('new', () => 60_000)
  expect(asleep).toEqual(['older'])
  expect(places.taken()).toBe(3)
  await enter('newer', () => 60_000)
  expect(asleep).toEqual(['older', 'old'])
  expect(waits).toEqual([])
  // what was used a moment ago is given half a minute
  await enter('newest', () => null)
  expect(asleep).toEqual(['older', 'old', 'new'])
  expect(waits[0]).toBe('Waiting: all 3 sandboxes of this server are in use.')
  expect(places.taken()).toBe(3)
})

test('rule 37.7: while all are in use, a start waits two minutes, then says what to do', async () => {
  const { places, clock, enter } = open(1)
  const first = await enter('first', () => null)
  const before = clock.now()
  await expect(enter('second', () => null)).rejects.toMatchObject({
    code: 'sandbox_failed',
    message: expect.stringMatching(/All 1 sandboxes .*Close sessions.*MAX_SANDBOXES/),
  })
  expect(clock.now() - before).toBe(120_000)
  places.leave(first)
  await enter('third', () => null)
  expect(places.taken()).toBe(1)
})

test('rule 37.7: many that start at once never take more places than there are', async () => {
  const { places, enter } = open(2)
  await Promise.all(Array.from({ length: 8 }, (_, index) => enter(String(index), () => 0)))
  expect(places.taken()).toBe(2)
})
