import { existsSync } from 'node:fs'
import type { FastifyBaseLogger } from 'fastify'
import { prepareTemplateHome, defaultTemplateId, templateFiles } from '../template/prepare.ts'
import { type Config, ConfigError } from './config.ts'
import { isLoopback } from './lib/loopback.ts'
import { hideSecret } from './lib/secrets.ts'
import { makeCachedHome, cachedHomeOf } from './sandbox/cached-home.ts'
import { packDevCaches } from './sandbox/dev-caches.ts'
import { devCommand } from './sandbox/dev-server.ts'
import { app, previewPort } from './sandbox/machine.ts'
import { createSandboxes } from './sandbox/sandboxes.ts'
import { findBun, type SandboxHost, startSandboxHost, whyTooFewFiles } from '@fegg/sandbox-host'
import type { Parts } from './server.ts'

/** What lets people on other machines in, and how to end that; null if nothing does. */
function opening({ host, publicUrl, trustProxy }: Config): { by: string; end: string } | null {
  if (!isLoopback(host)) return { by: `HOST is ${host}`, end: 'Set HOST=127.0.0.1' }
  if (publicUrl && !isLoopback(publicUrl.hostname))
    return { by: `PUBLIC_URL is ${publicUrl.origin}`, end: 'Remove PUBLIC_URL' }
  if (trustProxy !== false)
    return { by: 'TRUST_PROXY says that a proxy stands in front', end: 'Remove TRUST_PROXY' }
  return null
}

/** Throws if unconfined sandboxes would run code for people on other machines. */
function requireConfined(config: Config, missing: string | undefined): void {
  const open = config.sandboxUnsafe ? null : opening(config)
  if (!open) return
  throw new ConfigError(
    `sandboxes can't be confined here, so only this machine may use the server, but ${open.by}. ${missing ?? 'SANDBOX_LAUNCHER is plain.'} ${open.end}, or set SANDBOX_UNSAFE=1 if you trust everybody who can reach it.`,
  )
}

/** Throws ConfigError if that is clear before any sandbox was tried. */
export function requireConfinedChoice(config: Config): void {
  const isHere = config.e2b.apiKey === undefined
  if (isHere && config.sandboxLauncher === 'plain') requireConfined(config, undefined)
}

/**
 * Adds the dev caches to the template, for a faster first start. They contain paths, so all
 * sandboxes must have the same home path.
 */
async function fillTemplate(
  host: SandboxHost,
  home: string,
  log: FastifyBaseLogger,
): Promise<void> {
  try {
    host.setTemplate(
      defaultTemplateId,
      await makeCachedHome(home, () => packDevCaches(host, defaultTemplateId)),
    )
  } catch (error) {
    log.warn({ err: error }, "the template's caches could not be made")
  }
}

/** Uses E2B if its key is set, else the embedded host. */
export async function openSandboxBackend(
  config: Config,
  log: FastifyBaseLogger,
): Promise<Pick<Parts, 'template' | 'createSandboxes'>> {
  const tooFew = whyTooFewFiles()
  if (tooFew !== null) throw new ConfigError(tooFew)
  const template = await templateFiles()
  const { e2b, sandboxIdleMs: idleMs, sandboxKeepMs: keepMs } = config
  const max = config.quotas.sandboxes
  if (e2b.apiKey !== undefined) {
    return {
      template,
      createSandboxes: async (deps) => createSandboxes({ e2b, ...deps, log, idleMs, keepMs, max }),
    }
  }
  requireConfinedChoice(config)
  const home = await prepareTemplateHome({
    cacheDir: config.templateDir,
    bun: findBun(),
    log: (message: string) => log.info(message),
  })
  const filled = cachedHomeOf(home)
  const isFilled = existsSync(filled)
  const host = await startSandboxHost({
    dataDir: config.dataDir,
    templates: { [defaultTemplateId]: isFilled ? filled : home },
    launcher: config.sandboxLauncher,
    pool: config.sandboxPool,
    startCommands: { [defaultTemplateId]: { command: devCommand, cwd: app, port: previewPort } },
    domain: config.previewDomain ?? `localhost:${config.port}`,
    log: (message) => log.info(message),
  })
  hideSecret(host.apiKey)
  const { confined, missing } = host.launcher
  if (!confined) {
    try {
      requireConfined(config, missing)
    } catch (error) {
      await host.close()
      throw error
    }
  }
  if (!isFilled && confined) await fillTemplate(host, home, log)
  return {
    template,
    createSandboxes: async (deps) => {
      const sandboxes = createSandboxes({
        e2b: { ...e2b, templateId: defaultTemplateId },
        host,
        ...deps,
        log,
        idleMs,
        keepMs,
        max,
      })
      return {
        ...sandboxes,
        async close() {
          await sandboxes.close()
          await host.close()
        },
      }
    },
  }
}
