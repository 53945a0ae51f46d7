/** Each attempt has a control that works unconfined, so a failure proves the wall. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isRoot, nobody, whyNoBubblewrap, whyNotAs } from '../testing/targets.ts'
import { bombs } from './bombs.ts'
import { fileAttempts } from './files.ts'
import { kernelAttempts } from './kernel.ts'
import { networkAttempts } from './network.ts'
import { processAttempts } from './processes.ts'
import { type Machine, openMachine, openSide, type Side } from './sides.ts'

const attempts = [
  ...fileAttempts,
  ...processAttempts,
  ...kernelAttempts,
  ...networkAttempts,
  ...bombs,
]
const walls = [
  {
    wall: `bubblewrap as ${isRoot ? 'root' : 'an ordinary user'}`,
    user: undefined,
    missing: whyNoBubblewrap(),
  },
  ...(isRoot
    ? [{ wall: 'bubblewrap as an ordinary user', user: nobody, missing: whyNotAs(nobody) }]
    : []),
]
const startMs = 120_000
const attemptMs = 90_000

let machine: Machine
beforeAll(async () => {
  machine = await openMachine()
})
afterAll(() => machine?.close())

describe.each(walls)('out of $wall', ({ wall, user, missing }) => {
  if (missing !== undefined) console.warn(`skipped: escapes out of ${wall}: ${missing}`)
  let side: Side
  beforeAll(async () => {
    if (missing === undefined) side = await openSide('bubblewrap', machine, user)
  }, startMs)
  afterAll(() => side?.close(), startMs)

  test.skipIf(missing !== undefined).each(attempts)(
    'rule 16.4: a sandbox can not $name',
    async ({ run }) => {
      expect(await run(side, machine)).toBe(false)
    },
    attemptMs,
  )
})

describe('without a wall', () => {
  let side: Side
  beforeAll(async () => {
    side = await openSide('plain', machine, undefined)
  }, startMs)
  afterAll(() => side?.close(), startMs)

  for (const { name, run, control = run, asRoot } of attempts)
    test.skipIf(process.platform !== 'linux' || (asRoot && !isRoot))(
      `control: it is possible to ${name}`,
      async () => {
        expect(await control(side, machine)).toBe(true)
      },
      attemptMs,
    )
})
