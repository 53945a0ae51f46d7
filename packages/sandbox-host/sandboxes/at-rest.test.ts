import { existsSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { Sandbox } from 'e2b'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SandboxHost, startSandboxHost } from '../index.ts'
import { chainProgram } from '../testing/chain.ts'
import { makeFolder, makeTemplate, whyNoBubblewrap } from '../testing/targets.ts'
import { until } from '../testing/until.ts'

const missing = process.arch === 'x64' ? whyNoBubblewrap() : 'the program is for x64'
if (missing) console.warn(`skipped: processes that evade a pause: ${missing}`)

let folder: string
let dataDir: string
let host: SandboxHost
beforeAll(async () => {
  if (missing) return
  folder = makeFolder()
  dataDir = path.join(folder, 'data')
  host = await startSandboxHost({
    dataDir,
    templates: { base: makeTemplate(folder) },
    launcher: 'bubblewrap',
    domain: 'localhost',
  })
})
afterAll(async () => {
  await host?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

test.skipIf(missing !== undefined)(
  'rule 18.1: a sandbox with processes that are too short-lived to be listed really stops when it is paused',
  { timeout: 60_000 },
  async () => {
    const sandbox = await Sandbox.create('base', host)
    await sandbox.files.write('chain', new Blob([new Uint8Array(chainProgram())]))
    await sandbox.commands.run('chmod +x chain')
    await sandbox.commands.run('exec ./chain > count', { background: true, timeoutMs: 0 })
    const count = () => {
      const home = path.join(dataDir, 'sandboxes', sandbox.sandboxId)
      const found = ['upper/count', 'home/count'].map((name) => path.join(home, name))
      return found.reduce((sum, file) => sum + (existsSync(file) ? statSync(file).size : 0), 0)
    }
    for (let round = 0; round < 3; round++) {
      const before = count()
      await until(() => count() > before, 'the chain to continue')
      const isRefused = await sandbox.pause().then(
        () => false,
        (error) => /could not be stopped/.test(String(error)),
      )
      if (isRefused) continue
      const counted = count()
      // Takes long enough for a running chain to write more.
      const other = await Sandbox.create('base', host)
      await other.kill()
      expect(count()).toBe(counted)
      await sandbox.connect()
    }
    expect(await sandbox.kill()).toBe(true)
  },
)
