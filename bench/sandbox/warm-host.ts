import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cachedHomeOf } from '../../server/sandbox/cached-home.ts'
import { devCommand } from '../../server/sandbox/dev-server.ts'
import { app, previewPort } from '../../server/sandbox/machine.ts'
import { findBun, type SandboxHost, startSandboxHost } from '@fegg/sandbox-host'
import { prepareTemplateHome, defaultTemplateId } from '../../template/prepare.ts'
import type { Trees } from '../paint/trees.ts'

const pollMs = 50

export interface WarmHost extends AsyncDisposable {
  host: SandboxHost
  ready(count: number): Promise<void>
}

export async function startWarmHost(trees: Trees, pool: number): Promise<WarmHost> {
  const dataDir = await mkdtemp(join(tmpdir(), 'fegg-bench-'))
  const log = (line: string) => process.stderr.write(`${line}\n`)
  const home = await prepareTemplateHome({ cacheDir: trees.templates, bun: findBun(), log })
  const host = await startSandboxHost({
    dataDir,
    templates: { [defaultTemplateId]: cachedHomeOf(home) },
    pool,
    startCommands: { [defaultTemplateId]: { command: devCommand, cwd: app, port: previewPort } },
    domain: 'localhost',
    log,
  })
  return {
    host,
    async ready(count) {
      while (host.ahead() < count) await sleep(pollMs)
    },
    async [Symbol.asyncDispose]() {
      await host.close()
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
