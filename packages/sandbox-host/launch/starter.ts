import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { EgressProxy } from '../network/egress.ts'
import { endBelow, ended, isOver } from './ending.ts'
import { passableFolder, removeTree } from '../lib/folders.ts'
import type { Home } from '../homes/homes.ts'
import type { Launched, Launcher } from './launcher.ts'
import type { MemoryGroup } from '../usage/memory-groups.ts'
import type { Injecting } from '../network/header-front.ts'
import type { Injection } from '../network/injection.ts'
import type { NetworkRules } from '../network/network-rules.ts'
import type { Registry } from '../network/registry.ts'

/** The running part; the home exists without it. */
export interface Up {
  home: Home
  folder: string
  proxy: EgressProxy | null
  /** True if its proxy can put headers into HTTPS requests. */
  isInjecting: boolean
  launched: Launched
}

export interface StartRequest {
  templateId: string
  environment: Record<string, string>
  /** Enforced only where the launcher confines. */
  network: NetworkRules
}

export interface StarterSettings {
  launcher: Launcher
  socketsFolder: string
  /** Null where npm names no registry. */
  registry(): Promise<Registry | null>
  injection: Injection
  log(message: string): void
}

interface Condition {
  home: Pick<Home, 'own'>
  launched: {
    child: Pick<ChildProcess, 'exitCode' | 'signalCode'>
    memory?: Pick<MemoryGroup, 'kills'>
  }
}

/** Runs, has its folder, and lost no process to lack of memory. */
export function isWhole({ home, launched: { child, memory } }: Condition): boolean {
  return !isOver(child) && existsSync(home.own) && (memory?.kills() ?? 0) === 0
}

export class Starter {
  readonly #settings: StarterSettings

  constructor(settings: StarterSettings) {
    this.#settings = settings
  }

  /** If this throws, only the home is left. */
  async start(home: Home, request: StartRequest): Promise<Up> {
    const { launcher } = this.#settings
    const folder = path.join(this.#settings.socketsFolder, home.id)
    let proxy: EgressProxy | null = null
    try {
      await passableFolder(folder)
      const egress = path.join(folder, 'out')
      const { injection } = this.#settings
      // Others don't get the authority's certificate: they have no use for it.
      const isInjecting = launcher.confined && request.network.headers !== undefined
      const injecting = isInjecting ? injection.open() : null
      if (launcher.confined)
        proxy = await this.#openEgress(home, egress, request.network, injecting)
      const launched = await launcher.launch({
        id: home.id,
        templateId: request.templateId,
        home: home.home,
        layers: home.layers,
        sockets: path.join(folder, 'in'),
        egress: proxy ? egress : null,
        ca: isInjecting ? await injection.trusted() : null,
        user: home.user,
        environment: request.environment,
      })
      return { home, folder, proxy, isInjecting, launched }
    } catch (error) {
      proxy?.close()
      await removeTree(folder)
      throw error
    }
  }

  /** Resolves when no process is left. The home stays. */
  async stop({ launched, proxy, folder }: Up): Promise<void> {
    if (launched.mark === undefined) await endBelow(launched.child)
    launched.child.kill('SIGKILL')
    await ended(launched.child)
    await launched.cleanUp()
    proxy?.close()
    // Sandbox code may have changed its permissions.
    await removeTree(folder)
  }

  async #openEgress(
    home: Home,
    folder: string,
    rules: NetworkRules,
    injecting: Injecting | null,
  ): Promise<EgressProxy> {
    const proxy = new EgressProxy({
      registry: await this.#settings.registry(),
      rules,
      injecting,
      log: (target, reason) =>
        this.#settings.log(`sandbox ${home.id} may not reach ${target.slice(0, 200)}: ${reason}`),
    })
    await proxy.listen(folder)
    return proxy
  }
}
