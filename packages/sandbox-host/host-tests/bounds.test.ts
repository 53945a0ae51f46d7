import { once } from 'node:events'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { Sandbox } from 'e2b'
import { expect, onTestFinished, test } from 'vitest'
import { startSandboxHost } from '../index.ts'
import { startHostProcess } from '../testing/host-process.ts'
import { makeFolder, makeTemplate } from '../testing/targets.ts'

function place() {
  const folder = makeFolder()
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const dataDir = path.join(folder, 'data')
  const templates = { base: makeTemplate(folder) }
  return {
    folder,
    options: { dataDir, templates, domain: 'localhost', launcher: 'plain' } as const,
  }
}

/** A port that is taken until the test ends, and is preceded by a free one. */
async function takenPort(): Promise<number> {
  for (;;) {
    const taken = net.createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const address = taken.address()
    const port = (typeof address === 'object' && address?.port) || 0
    const before = net.createServer().listen(port - 1, '127.0.0.1')
    const isFree = await once(before, 'listening').then(
      () => true,
      () => false,
    )
    before.close()
    onTestFinished(() => void taken.close())
    if (isFree) return port
  }
}

test('rule 18.9: a host whose last step fails leaves neither a port nor a folder', async () => {
  const { options } = place()
  const port = await takenPort()
  const noted = path.join(options.dataDir, 'sandbox-run-folder')
  const started = startSandboxHost({ ...options, port: port - 1 })
  await expect(started).rejects.toThrow(/EADDRINUSE/)
  expect(existsSync(noted)).toBe(false)
  const free = net.createServer().listen(port - 1, '127.0.0.1')
  await once(free, 'listening')
  free.close()
})

test('rule 18.9: closing a host is bounded in time, even if its removals never end', async () => {
  const { folder, options } = place()
  // Runs in the place of rm.
  const stuck = path.join(folder, 'rm')
  const note = path.join(folder, 'stuck')
  writeFileSync(stuck, `#!/bin/sh\necho $$ >> ${note}\nexec sleep 600\n`)
  chmodSync(stuck, 0o755)
  const bin = { PATH: `${folder}:${process.env['PATH']}` }
  const host = await startHostProcess({ ...options, closeLimitMs: 4_000 }, undefined, bin)
  const sandbox = await Sandbox.create('base', host)
  await sandbox.commands.run('sleep 600', { background: true, timeoutMs: 0 })
  await host.stop()
  expect(readFileSync(note, 'utf8')).not.toBe('')
  expect(readdirSync(path.join(options.dataDir, 'sandboxes'))).toContain(sandbox.sandboxId)
})
