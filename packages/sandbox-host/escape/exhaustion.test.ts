/** What rlimits can't limit for a whole sandbox: the watchdog or a cgroup must. */
import { type CommandHandle, Sandbox } from 'e2b'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MemoryGroups } from '../usage/memory-groups.ts'
import { isRoot, nobody, whyNoBubblewrap, whyNotAs } from '../testing/targets.ts'
import { until } from '../testing/until.ts'
import { quoted } from './attempt.ts'
import { type Machine, openMachine, openSide, type Side } from './sides.ts'

const mib = 1024 ** 2
const limits = {
  memoryBytes: 400 * mib,
  diskBytes: 40 * mib,
  diskFiles: 3_000,
  openFiles: 12_000,
  tmpFiles: 4_000,
  processes: 300,
}
const startMs = 120_000

function hold(script: string) {
  return `node -e ${quoted(`${script}; setTimeout(() => {}, 600_000)`)}`
}
/** Some 60 MB that belong to no process. */
const fillSockets =
  'for (1..400) { socketpair(my $a, my $b, AF_UNIX, SOCK_STREAM, 0) or die; $a->blocking(0); ' +
  '1 while syswrite($a, "x" x 65536); push @kept, $a, $b } sleep 5'
function files(folder: string, count: number) {
  return `mkdir -p ${folder} && cd ${folder} && perl -e 'for (1..${count}) { open(F, ">", $_) or die }'; sleep 600`
}

// Also writes: files are counted only after enough was written.
const openFiles =
  'for (1..4000) { open(my $file, "<", "/dev/null") or die; push @kept, $file } fork // die; fork // die; ' +
  'system("head -c 12M /dev/zero > written"); sleep 60'

interface Bomb {
  name: string
  command: string
  words: RegExp
  /** Harmless without a wall. */
  isBounded?: boolean
  needsGroups?: boolean
}

const bombs: Bomb[] = [
  {
    name: 'memory, by several processes',
    command: `for i in 1 2 3 4; do ${hold('globalThis.held = Buffer.alloc(150 << 20, 1)')} & done; wait`,
    words: /its processes took more than 400 MB of memory/,
  },
  {
    name: 'memory, faster than the watchdog polls',
    command: `for i in 1 2 3; do ${hold('globalThis.held = Buffer.alloc(700 << 20, 1)')} & done; wait`,
    words: /its processes took more than 400 MB of memory/,
  },
  {
    name: 'memory of the kernel, by unread sockets',
    command: `for i in $(seq 12); do perl -MSocket -MIO::Handle -e ${quoted(fillSockets)} & done; wait; sleep 600`,
    words: /its processes took more than 400 MB of memory/,
    isBounded: true,
    needsGroups: true,
  },
  {
    name: 'disk, by one file',
    command: 'head -c 80M /dev/zero > bomb; sleep 600',
    words: /its files took more than 40 MB of disk/,
    isBounded: true,
  },
  {
    name: 'disk, by a removed file that is still open',
    command: 'exec 9>bomb; rm bomb; head -c 80M /dev/zero >&9; sleep 600',
    words: /its files took more than 40 MB of disk/,
    isBounded: true,
  },
  {
    name: 'open files, by several processes',
    command: `perl -e ${quoted(openFiles)} > /dev/null 2>&1 & sleep 600`,
    words: /it held more than 12000 files open/,
    isBounded: true,
  },
  {
    name: 'files',
    command: files('bomb', 6_000),
    words: /it had more than 3000 files/,
    isBounded: true,
  },
  {
    name: 'files in memory',
    command: files('/tmp/bomb', 6_000),
    words: /it had more than 4000 files in \/tmp/,
  },
  {
    name: 'processes, and stays there',
    command: 'for i in $(seq 400); do sleep 600 & done; wait',
    words: /it ran as many processes as it may, 300, for seconds on end/,
  },
]

const sides = [
  { wall: 'bubblewrap', kind: 'bubblewrap' as const, user: undefined, missing: whyNoBubblewrap() },
  ...(isRoot
    ? [
        {
          wall: 'bubblewrap as an ordinary user',
          kind: 'bubblewrap' as const,
          user: nobody,
          missing: whyNotAs(nobody),
        },
      ]
    : []),
]

const hasGroups = (await MemoryGroups.open(limits.memoryBytes)) !== null
if (!hasGroups)
  console.warn('skipped: memory of the kernel: this account may make no memory groups')

let machine: Machine
beforeAll(async () => {
  machine = await openMachine()
})
afterAll(() => machine?.close())

function start(sandbox: Sandbox, command: string): Promise<CommandHandle> {
  return sandbox.commands.run(command, { background: true, timeoutMs: 0 })
}

describe.each(sides)('in $wall', ({ wall, kind, user, missing }) => {
  if (missing !== undefined) console.warn(`skipped: exhaustion in ${wall}: ${missing}`)
  let side: Side
  beforeAll(async () => {
    if (missing === undefined) side = await openSide(kind, machine, user, limits)
  }, startMs)
  afterAll(() => side?.close(), startMs)

  const seen = bombs.filter(({ needsGroups }) => !needsGroups || (hasGroups && user === undefined))
  test.skipIf(missing !== undefined).each(seen)(
    'rule 16.5: a sandbox that takes too much $name is stopped with a reason, and others are not',
    async ({ command, words }) => {
      const sandbox = await Sandbox.create('base', side.access)
      const handle = await start(sandbox, command)
      handle.wait().catch(() => undefined)
      const reason = () =>
        sandbox.files.exists('x').then(
          () => undefined,
          (error: unknown) => /The sandbox was stopped: .*/.exec(String(error))?.[0],
        )
      expect(await until(reason, 'the sandbox to be stopped', 30_000)).toMatch(words)
      expect(await sandbox.isRunning()).toBe(false)
      expect((await side.victim.commands.run('echo fine')).stdout).toBe('fine\n')
    },
    60_000,
  )
})

describe('without a wall', () => {
  let side: Side
  beforeAll(async () => {
    side = await openSide('plain', machine, undefined, limits)
  }, startMs)
  afterAll(() => side?.close(), startMs)

  // Some hundred MB of memory, 80 MB of disk and 6,000 files.
  test.skipIf(process.platform !== 'linux').each(bombs.filter(({ isBounded }) => isBounded))(
    'control: a sandbox that takes too much $name runs on',
    async ({ command }) => {
      const sandbox = await Sandbox.create('base', side.access)
      const done = await sandbox.commands.run(command.replace(/sleep 600$/, 'echo took it'))
      expect(done.stdout).toBe('took it\n')
      expect(await sandbox.isRunning()).toBe(true)
      await sandbox.kill()
    },
    60_000,
  )
})
