import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createManualClock } from '../testing/manual-clock.ts'
import { createWorkTime } from './work-time.ts'

const Change = fc.oneof(
  fc.record({ is: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 500 }) }),
  fc.record({ is: fc.constant('waits' as const), waits: fc.boolean() }),
  fc.record({ is: fc.constant('tool' as const), starts: fc.boolean() }),
  fc.record({ is: fc.constant('store' as const) }),
)

test('rule 8.1: a run’s time is what passes while no tool call of it waits for its turn, whatever comes in whatever order', () => {
  fc.assert(
    fc.property(fc.array(Change, { maxLength: 40 }), (changes) => {
      const { clock, advance } = createManualClock()
      let over: number | null = null
      const time = createWorkTime(clock, 3_000, () => {
        over = clock.now()
      })
      let [tools, waits, worked, stored] = [0, false, 0, 0]
      let wantedOver: number | null = null
      for (const change of changes) {
        if (change.is === 'pass') {
          if (!(waits && tools > 0)) {
            if (worked < 3_000 && worked + change.ms >= 3_000)
              wantedOver = clock.now() + 3_000 - worked
            worked += change.ms
          }
          advance(change.ms)
        } else if (change.is === 'waits') {
          waits = change.waits
          time.sandboxWaits(waits)
        } else if (change.is === 'store') {
          const ms = time.unstoredMs()
          time.stored(ms)
          stored += ms
        } else if (change.starts) {
          tools += 1
          time.toolStarted()
        } else if (tools > 0) {
          tools -= 1
          time.toolEnded()
        }
        expect(stored + time.unstoredMs()).toBe(worked)
        expect(over).toBe(wantedOver)
      }
      time.stop()
      advance(100_000)
      expect(over).toBe(wantedOver)
      expect(stored + time.unstoredMs()).toBe(worked)
    }),
  )
})
