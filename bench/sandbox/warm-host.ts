import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { filledHomeOf } from '../../server/sandbox/filled-home.ts'
import { DEV_COMMAND } from '../../server/sandbox/dev-server.ts'
import { APP, PREVIEW_PORT } from '../../server/sandbox/machine.ts'
import { findBun, type SandboxHost, startSandboxHost } from '@fegg/sandbox-host'
import { prepareTemplateHome, TEMPLATE_ID } from '../../template/prepare.ts'
import type { Trees } from '../paint/trees.ts'

const POLL_MS = 50

export interface WarmHost extends AsyncDisposable {
  host: SandboxHost
  /** Resolves when so many stand ready. */
  ready(count: number): Promise<void>
}

/** The embedded host as the server starts it, with so many sandboxes ahead of need. */
export async function startWarmHost(trees: Trees, pool: number): Promise<WarmHost> {
  const dataDir = await mkdtemp(join(tmpdir(), 'fegg-bench-'))
  const log = (line: string) => process.stderr.write(`${line}\n`)
  const home = await prepareTemplateHome({ cacheDir: trees.templates, bun: findBun(), log })
  const host = await startSandboxHost({
    dataDir,
    templates: { [TEMPLATE_ID]: filledHomeOf(home) },
    pool,
    startCommands: { [TEMPLATE_ID]: { command: DEV_COMMAND, cwd: APP, port: PREVIEW_PORT } },
    domain: 'localhost',
    log,
  })
  return {
    host,
    async ready(count) {
      while (host.ahead() < count) await sleep(POLL_MS)
    },
    async [Symbol.asyncDispose]() {
      await host.close()
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
