import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { isWhole } from './starter.ts'

const running = { exitCode: null, signalCode: null }
const home = { own: tmpdir() }

test.each([
  ['runs', true, { home, launched: { child: running } }],
  [
    'had memory enough',
    true,
    { home, launched: { child: running, memory: { kills: (): number => 0 } } },
  ],
  ['has ended', false, { home, launched: { child: { exitCode: 1, signalCode: null } } }],
  ['was killed', false, { home, launched: { child: { exitCode: null, signalCode: 'SIGKILL' } } }],
  [
    'has lost its folder',
    false,
    { home: { own: path.join(tmpdir(), 'not-there') }, launched: { child: running } },
  ],
  [
    'had a process ended for want of memory',
    false,
    { home, launched: { child: running, memory: { kills: (): number => 1 } } },
  ],
] as const)('a sandbox that %s: it is whole is %s', (_what, whole, up) => {
  expect(isWhole(up)).toBe(whole)
})
