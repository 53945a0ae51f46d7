/** Stopped processes can't end themselves, so others must end them. */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { Sandbox } from 'e2b'
import { expect, onTestFinished, test } from 'vitest'
import { startHostProcess } from '../testing/host-process.ts'
import { makeFolder, makeTemplate, whyNoBubblewrap } from '../testing/targets.ts'
import { until } from '../testing/until.ts'

const missing = whyNoBubblewrap()
if (missing) console.warn(`skipped: frozen sandboxes by bubblewrap: ${missing}`)

function isAlive(marker: string): boolean {
  const listed = execFileSync('ps', ['-eo', 'stat=,args='], { encoding: 'utf8' }).split('\n')
  return listed.some((line) => line.endsWith(`sleep ${marker}`) && !line.startsWith('Z'))
}

for (const launcher of ['bubblewrap', 'plain'] as const)
  test.skipIf(launcher === 'bubblewrap' && missing !== undefined)(
    `rule 16.6: a killed host leaves no process of a paused sandbox behind (${launcher})`,
    { timeout: 60_000 },
    async () => {
      const folder = makeFolder()
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
      const host = await startHostProcess({
        dataDir: path.join(folder, 'data'),
        templates: { base: makeTemplate(folder) },
        launcher,
        domain: 'localhost:4000',
      })
      const marker = `7${Math.floor(Math.random() * 1e6)}.5`
      const sandbox = await Sandbox.create('base', host)
      await sandbox.commands.run(`exec sleep ${marker}`, { background: true, timeoutMs: 0 })
      await sandbox.pause()
      expect(isAlive(marker)).toBe(true)
      host.child.kill('SIGKILL')
      await until(() => !isAlive(marker), 'the end of the frozen process', 10_000)
    },
  )
