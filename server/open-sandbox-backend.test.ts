import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from './config.ts'
import { openSandboxBackend } from './open-sandbox-backend.ts'
import { systemClock } from './lib/clock.ts'
import { createLane } from './lib/lane.ts'
import { createMemoryTree } from './sandbox/testing/memory-tree.ts'

const templateCache = join(import.meta.dirname, '..', 'node_modules', '.cache', 'fegg-template')

test('rule 12.2: unconfined sandboxes come with a warning, and keep other machines out unless SANDBOX_UNSAFE=1', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'fegg-test-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const open = (env: Record<string, string>) =>
    openSandboxBackend(
      readConfig({
        DATA_DIR: dataDir,
        TEMPLATE_CACHE_DIR: templateCache,
        SANDBOX_LAUNCHER: 'plain',
        SANDBOX_POOL: '0',
        ...env,
      }),
      pino({ level: 'silent' }),
    )
  const reachable: Record<string, string>[] = [
    { HOST: '0.0.0.0' },
    { HOST: '::' },
    { HOST: 'fegg.example' },
    { PUBLIC_URL: 'https://fegg.example' },
    { PUBLIC_URL: 'http://192.0.2.7:4000' },
    { TRUST_PROXY: '1' },
  ]
  for (const env of reachable) {
    const [name = ''] = Object.keys(env)
    await expect(open(env)).rejects.toThrow(new RegExp(`${name}.*SANDBOX_UNSAFE=1`))
  }
  const allowed: Record<string, string>[] = [
    { HOST: '::1', PUBLIC_URL: 'http://localhost:4000' },
    { PUBLIC_URL: 'https://fegg.example', SANDBOX_UNSAFE: '1' },
  ]
  for (const env of allowed) {
    const { createSandboxes } = await open(env)
    const tree = createMemoryTree({})
    const sandboxes = await createSandboxes({ tree, rows: tree, lane: createLane(2, systemClock) })
    expect(sandboxes.warning()).toMatch(/^Sandboxes are not confined: /)
    await sandboxes.close()
  }
}, 300_000)
