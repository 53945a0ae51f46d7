import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, chownSync } from 'node:fs'
import path from 'node:path'
import { Sandbox, SandboxNotFoundError } from 'e2b'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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

const goneMs = 2_000

const kinds = [
  {
    name: `bubblewrap as ${isRoot ? 'root' : 'an ordinary user'}`,
    launcher: 'bubblewrap' as const,
    user: undefined,
    missing: whyNoBubblewrap(),
  },
  ...(isRoot
    ? [
        {
          name: 'bubblewrap as an ordinary user',
          launcher: 'bubblewrap' as const,
          user: nobody,
          missing: whyNotAs(nobody),
        },
      ]
    : []),
  {
    name: 'the plain launcher',
    launcher: 'plain' as const,
    user: undefined,
    missing: process.platform === 'linux' ? undefined : 'the test looks into /proc',
  },
]

function processesWith(text: string): string[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return []
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
      return line.includes(text) ? [`${name} ${line}`] : []
    } catch {
      return []
    }
  })
}

describe.each(kinds)('a host on $name', ({ name, launcher, user, missing }) => {
  if (missing !== undefined) console.warn(`skipped: a killed host on ${name}: ${missing}`)
  const it = test.skipIf(missing !== undefined)
  let folder: string
  let dataDir: string
  beforeAll(() => {
    folder = makeFolder()
    dataDir = path.join(folder, 'data')
    mkdirSync(dataDir, { mode: 0o700 })
    if (user) chownSync(dataDir, user.uid, user.gid)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('rule 16.6: leaves no process 2 s after it was killed, and cleans up at the next start', async () => {
    const options = {
      dataDir,
      templates: { base: makeTemplate(folder) },
      launcher,
      domain: 'localhost:4000',
      spares: 0,
    }
    const first = await startHostProcess(options, user)
    const made = await Promise.all([1, 2, 3].map(() => Sandbox.create('base', first)))
    // Numbers that no other test uses. The processes: own group, orphaned, own session, ignoring
    // signals.
    const mark = `${40_000 + (process.pid % 10_000)}`
    const server = `require('http').createServer(() => 0).listen(process.env.PORT, '127.0.0.1')`
    for (const sandbox of made) {
      const command = `node -e "${server}" ${mark}.0 & sleep ${mark}.1 & (sleep ${mark}.2 &); setsid sleep ${mark}.3 & (trap '' HUP TERM INT; setsid sleep ${mark}.4 & disown); sleep ${mark}.5`
      await sandbox.commands.run(command, { background: true, timeoutMs: 0 })
    }
    await until(() => processesWith(` ${mark}.`).length >= 18, 'all that shall run')
    const runFolder = readFileSync(path.join(dataDir, 'sandbox-run-folder'), 'utf8')

    first.child.kill('SIGKILL')
    const left = () => [...processesWith(` ${mark}.`), ...processesWith(runFolder)]
    await until(() => left().length === 0, 'the end of all of them', goneMs)

    const second = await startHostProcess(options, user)
    const homes = () => readdirSync(path.join(dataDir, 'sandboxes'))
    for (const { sandboxId } of made) {
      await until(() => !homes().includes(sandboxId), 'the end of the old home')
      await expect(Sandbox.connect(sandboxId, second)).rejects.toThrow(SandboxNotFoundError)
    }
    expect(existsSync(runFolder)).toBe(false)
    await second.stop()
    expect(homes()).toEqual([])
  })
})
