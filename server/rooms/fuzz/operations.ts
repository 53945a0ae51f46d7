import fc from 'fast-check'

/** Numbers select from what exists, by remainder. */
export type Operation =
  | { do: 'type'; tab: number; at: number; text: string }
  | { do: 'erase'; tab: number; at: number; count: number }
  | { do: 'look'; tab: number; pane: 'code' | 'chat' }
  /** `answer`: whether the response arrives. */
  | { do: 'send'; tab: number; answer: boolean }
  | { do: 'stop'; tab: number }
  | { do: 'move'; to: number }
  | { do: 'agent'; count: number }
  | { do: 'deliver'; line: number; direction: 'up' | 'down'; count: number }
  | { do: 'pump' }
  | { do: 'wait'; ms: number }
  | { do: 'cut'; line: number }
  | { do: 'hang'; line: number }
  | { do: 'notice'; line: number }
  | { do: 'offline'; tab: number }
  | { do: 'reload'; tab: number }
  | { do: 'bus'; how: 'deliver' | 'lose' | 'double'; node: number; count: number }
  | { do: 'kill'; node: number }
  | { do: 'restart'; node: number }

const index = fc.nat({ max: 30 })
const few = fc.integer({ min: 1, max: 4 })
const tab = fc.nat({ max: 2 })
const node = fc.nat({ max: 1 })

const kinds: Array<{ weight: number; arbitrary: fc.Arbitrary<Operation> }> = [
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant('type'),
      tab,
      at: index,
      text: fc.string({ minLength: 1, maxLength: 5 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('erase'), tab, at: index, count: few }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('look'),
      tab,
      pane: fc.constantFrom('code' as const, 'chat' as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('send'), tab, answer: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stop'), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move'), to: few }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('agent'), count: fc.integer({ min: 1, max: 20 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('deliver'),
      line: index,
      direction: fc.constantFrom('up', 'down'),
      count: few,
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('pump') }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('wait'),
      ms: fc.constantFrom(5, 20, 40, 400, 2_000, 6_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut'), line: index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hang'), line: index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('notice'), line: index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('offline'), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reload'), tab }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('bus'),
      how: fc.constantFrom('deliver', 'deliver', 'lose', 'double'),
      node,
      count: few,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill'), node }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart'), node }) },
]

/** Usually begins with work for the agent, so that there is something to break. */
const beginning: fc.Arbitrary<Operation[]> = fc.constantFrom(
  [{ do: 'pump' }],
  ...[0, 1].map((owner): Operation[] => [
    { do: 'pump' },
    { do: 'type', tab: owner, at: 0, text: 'Build' },
    { do: 'pump' },
    { do: 'send', tab: owner, answer: true },
    { do: 'pump' },
  ]),
)

export const operations: fc.Arbitrary<Operation[]> = fc
  .tuple(beginning, fc.array(fc.oneof(...kinds), { minLength: 8, maxLength: 24, size: 'max' }))
  .map(([first, then]) => [...first, ...then])
