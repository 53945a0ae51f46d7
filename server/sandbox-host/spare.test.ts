/** Where homes are layers, one sandbox waits with nothing in it but its daemon. */
import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { Sandbox } from 'e2b'
import { expect, onTestFinished, test } from 'vitest'
import { startSandboxHost } from './index.ts'
import { makeFolder, makeTemplate, whyNoBubblewrap } from './testing/targets.ts'
import { until } from './testing/until.ts'

const missing =
  whyNoBubblewrap() ?? (process.getuid?.() === 0 ? undefined : 'layers over a template take root')
if (missing) console.warn(`skipped: a sandbox ahead of need: ${missing}`)

test.skipIf(missing !== undefined)(
  'a sandbox is started ahead of need, given to who creates the next, and not to who finds its folder gone',
  { timeout: 60_000 },
  async () => {
    const folder = makeFolder()
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const dataDir = path.join(folder, 'data')
    const host = await startSandboxHost({
      dataDir,
      templates: { base: makeTemplate(folder) },
      launcher: 'bubblewrap',
      domain: 'localhost:4000',
    })
    onTestFinished(() => host.close())
    const homes = () => readdirSync(path.join(dataDir, 'sandboxes'))
    const ahead = async () => {
      const before = homes()
      return until(() => homes().find((id) => !before.includes(id)), 'a sandbox ahead', 20_000)
    }

    const first = await ahead()
    const created = await until(async () => {
      const sandbox = await Sandbox.create('base', host)
      return sandbox.sandboxId === first ? sandbox : null
    }, 'the one that was started ahead')
    expect(await created.files.read('app/hello.txt')).toBe('hello from the template\n')

    const second = await ahead()
    rmSync(path.join(dataDir, 'sandboxes', second), { recursive: true, force: true })
    const other = await Sandbox.create('base', host)
    expect(other.sandboxId).not.toBe(second)
  },
)
