import { chownSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { Sandbox } from 'e2b'
import { expect, onTestFinished, test } from 'vitest'
import { startHostProcess } from '../testing/host-process.ts'
import {
  isRoot,
  makeFolder,
  makeTemplate,
  nobody,
  whyNoBubblewrap,
  whyNotAs,
} from '../testing/targets.ts'
import { until } from '../testing/until.ts'

// As root, cgroup removal waits for processes and could hide the fault.
const user = isRoot ? nobody : undefined
const missing = user ? whyNotAs(user) : whyNoBubblewrap()
if (missing) console.warn(`skipped: the end of a sandbox in bubblewrap: ${missing}`)

function count(marker: string): number {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(marker)
    } catch {
      return false
    }
  }).length
}

test.skipIf(missing !== undefined)(
  'rule 16.8: when kill() returns no process is left, even if they kept the processor from the first one',
  { timeout: 60_000 },
  async () => {
    const folder = makeFolder()
    const dataDir = path.join(folder, 'data')
    mkdirSync(dataDir, { mode: 0o700 })
    if (user) chownSync(dataDir, user.uid, user.gid)
    const templates = { base: makeTemplate(folder) }
    const options = { dataDir, templates, launcher: 'bubblewrap', domain: 'localhost' } as const
    const host = await startHostProcess(options, user)
    onTestFinished(async () => {
      await host.stop()
      rmSync(folder, { recursive: true, force: true })
    })
    const marker = `spin-${process.pid}`
    const sandbox = await Sandbox.create('base', host)
    // One session each, so each gets a CPU share (autogroup).
    const spin = `taskset -p 1 1; chrt -i -p 0 1; echo 19 > /proc/1/autogroup; for n in $(seq 60); do setsid taskset 1 sh -c 'while :; do :; done' ${marker} & done; wait`
    await sandbox.commands.run(spin, { background: true, timeoutMs: 0 })
    await until(() => count(marker) >= 60, 'all of them')
    await sandbox.kill()
    expect(count(marker)).toBe(0)
  },
)
