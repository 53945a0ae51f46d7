/** The fake programs fail as the real ones do. */
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startSandboxHost } from '../index.ts'
import { makeFolder } from '../testing/targets.ts'

const onLinux = test.skipIf(process.platform !== 'linux')
const before = process.env['PATH']
let folder: string
let count = 0

beforeAll(() => {
  folder = makeFolder()
})
afterEach(() => {
  process.env['PATH'] = before
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A PATH with bubblewrap's helpers, and a failing `bwrap` if `words` is given. */
function usePath(words: string | undefined): void {
  const own = path.join(folder, `bin-${count++}`)
  mkdirSync(own)
  for (const name of [
    'prlimit',
    'unshare',
    'setpriv',
    'mount',
    'mkdir',
    'sh',
    'cat',
    'cp',
    'chown',
    'rm',
    'nice',
  ])
    symlinkSync(
      execFileSync('which', [name], { encoding: 'utf8', env: { PATH: before } }).trim(),
      path.join(own, name),
    )
  if (words !== undefined) {
    const fake = path.join(own, 'bwrap')
    writeFileSync(fake, `#!/bin/sh\ncat >&2 <<'END'\n${words}\nEND\nexit 1\n`)
    chmodSync(fake, 0o755)
  }
  process.env['PATH'] = own
}

function start(launcher: 'auto' | 'bubblewrap') {
  return startSandboxHost({
    dataDir: path.join(folder, `data-${count}`),
    domain: 'localhost',
    registry: 'http://127.0.0.2:9/',
    launcher,
  })
}

const cases = [
  {
    where: 'bubblewrap is not installed',
    words: undefined,
    told: /^bwrap is not installed; to fix it: install the package bubblewrap$/,
  },
  {
    where: 'AppArmor refuses user namespaces (Ubuntu 24.04)',
    words: 'bwrap: setting up uid map: Permission denied',
    told: /refuses what bubblewrap needs, user namespaces .*AppArmor profile for bwrap.*kernel\.apparmor_restrict_unprivileged_userns=0/,
  },
  {
    where: "Docker's filter refuses user namespaces",
    words:
      'bwrap: No permissions to create new namespace, likely because the kernel does not allow non-privileged user namespaces.',
    told: /user namespaces .*in Docker run with --security-opt seccomp=unconfined --security-opt apparmor=unconfined/,
  },
  {
    where: "Docker's masks forbid a /proc of one's own",
    words: "bwrap: Can't mount proc on /newroot/proc: Operation not permitted",
    told: /user namespaces .*in Docker run with .*--security-opt systempaths=unconfined/,
  },
  {
    where: 'bubblewrap is too old',
    words: 'bwrap: Unknown option --disable-userns',
    told: /^bubblewrap is too old .*Unknown option --disable-userns.*to fix it: install bubblewrap 0\.8 or newer$/,
  },
  {
    where: 'it fails in an unknown way',
    words: 'bwrap: the moon is full',
    told: /^bubblewrap fails: bwrap: the moon is full$/,
  },
]

onLinux.each(cases)(
  'rule 16.7: where $where, the start says so and what to do',
  async ({ words, told }) => {
    usePath(words)
    await expect(start('bubblewrap')).rejects.toThrow(told)
    usePath(words)
    const host = await start('auto')
    expect(host.launcher).toMatchObject({ kind: 'plain', confined: false })
    expect(host.launcher.missing).toMatch(told)
    await host.close()
  },
)
