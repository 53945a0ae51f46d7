import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { processesBelow } from '@fegg/sandbox-host/testing/processes.ts'
import { expect, onTestFinished, test } from 'vitest'

const program = fileURLToPath(new URL('testing/visiting-server.ts', import.meta.url))

test.runIf(process.platform === 'linux')(
  'rule 50.6: a server that is killed in the middle of a visit leaves no browser behind',
  { timeout: 60_000 },
  async () => {
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child.stdout, 'data')
    const below = await processesBelow(child.pid ?? 0)
    expect(below.length).toBeGreaterThan(3)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const isThere = (pid: number) => {
      try {
        process.kill(pid, 0)
        return true
      } catch {
        return false
      }
    }
    await expect.poll(() => below.filter(isThere), { timeout: 20_000 }).toEqual([])
  },
)
