import { systemClock } from '../lib/clock.ts'
import { createE2bMachines } from './e2b-machines.ts'
import { devCommand } from './dev-server.ts'
import { app, type Machine, previewPort } from './machine.ts'
import { untilAnswered } from './probe.ts'
import { runInApp } from './sandbox-files.ts'
import type { HostHandle } from './sandboxes.ts'

const maxMs = 60_000
const ttlMs = 2 * maxMs
const pollMs = 50
const packedFile = 'caches.tar'
const packedBytes = 500_000_000

/** Vite's pre-bundled packages and Node's compile cache. */
export const devCaches = ['node_modules/.vite', '.fegg/.cache'] as const

/**
 * Serves the app once in a fresh sandbox. Returns a tar of `devCaches` relative to the app's
 * folder. Throws if the app can't be served.
 */
export async function packDevCaches(host: HostHandle, templateId: string): Promise<Uint8Array> {
  const { apiKey, apiUrl, sandboxUrl } = host
  const machines = createE2bMachines({ apiKey, apiUrl, sandboxUrl, templateId }, host.openPort)
  const machine = await machines.create('caches', ttlMs)
  try {
    const signal = AbortSignal.timeout(maxMs)
    const server = await machine.start(devCommand, { cwd: app, limitMs: maxMs })
    await untilAnswered(
      machine.upstream(previewPort, async () => {}),
      systemClock,
      signal,
    )
    await untilPrepared(machine, signal)
    await runInApp(machine, 'node .fegg/check-page.ts')
    // Node writes its compile cache only when the process exits by itself.
    const { exitCode: asked } = await runInApp(machine, 'pkill -TERM -f "^node .fegg/dev.ts"')
    if (asked === 0) await server.ended
    const { exitCode, stderr } = await runInApp(
      machine,
      `tar -cf ../${packedFile} ${devCaches.join(' ')}`,
    )
    if (exitCode !== 0) throw new Error(stderr.trim() || 'tar failed')
    const packed = await machine.read(packedFile, packedBytes)
    if (!packed) throw new Error('what the dev server leaves behind is too large')
    return packed
  } finally {
    await machine.kill()
  }
}

async function untilPrepared(machine: Machine, signal: AbortSignal): Promise<void> {
  while (!(await machine.exists(`${app}/node_modules/.vite/deps/_metadata.json`)))
    await systemClock.sleep(pollMs, signal)
}
