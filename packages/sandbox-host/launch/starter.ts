import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { EgressProxy } from '../network/egress.ts'
import { endBelow, ended, isOver } from './ending.ts'
import { passableFolder, removeTree } from '../lib/folders.ts'
import type { Home } from '../homes/homes.ts'
import type { Launched, Launcher } from './launcher.ts'
import type { MemoryGroup } from '../usage/memory-groups.ts'
import type { NetworkRules } from '../network/network-rules.ts'
import type { Registry } from '../network/registry.ts'

/** What of a sandbox runs, and what it needs for that on this machine. Its home is there without. */
export interface Up {
  home: Home
  folder: string
  proxy: EgressProxy | undefined
  launched: Launched
}

/** How a sandbox wants to be started. */
export interface StartRequest {
  environment: Record<string, string>
  /** Where it may go over the network; kept where the launcher confines. */
  network: NetworkRules
}

export interface StarterSettings {
  launcher: Launcher
  /** Where the sockets of the sandboxes lie, a folder each. */
  socketsFolder: string
  /** Undefined where npm could not say which registry to use: then it is as if there were none. */
  registry(): Promise<Registry | undefined>
  log(message: string): void
}

/** What of a sandbox tells whether somebody can still be given it. */
interface Condition {
  home: Pick<Home, 'own'>
  launched: {
    child: Pick<ChildProcess, 'exitCode' | 'signalCode'>
    memory?: Pick<MemoryGroup, 'kills'>
  }
}

/** Whether it runs, has its folder, and has never had too little memory: the kernel ends the biggest of its processes then. */
export function isWhole({ home, launched: { child, memory } }: Condition): boolean {
  return !isOver(child) && existsSync(home.own) && (memory?.kills() ?? 0) === 0
}

/** Starts and ends what runs of a sandbox over its home. */
export class Starter {
  readonly #settings: StarterSettings

  constructor(settings: StarterSettings) {
    this.#settings = settings
  }

  /** Throws what went wrong; then nothing of it is left but the home. */
  async start(home: Home, request: StartRequest): Promise<Up> {
    const { launcher } = this.#settings
    const folder = path.join(this.#settings.socketsFolder, home.id)
    let proxy: EgressProxy | undefined
    try {
      await passableFolder(folder)
      const egress = path.join(folder, 'out')
      if (launcher.confined) proxy = await this.#openEgress(home, egress, request.network)
      const launched = await launcher.launch({
        id: home.id,
        home: home.home,
        layers: home.layers,
        sockets: path.join(folder, 'in'),
        egress: proxy ? egress : undefined,
        user: home.user,
        environment: request.environment,
      })
      return { home, folder, proxy, launched }
    } catch (error) {
      proxy?.close()
      await removeTree(folder)
      throw error
    }
  }

  /** Ends it; resolves when no process of it is left. The home stays. */
  async stop({ launched, proxy, folder }: Up): Promise<void> {
    if (launched.mark === undefined) await endBelow(launched.child)
    launched.child.kill('SIGKILL')
    await ended(launched.child)
    await launched.cleanUp()
    proxy?.close()
    // Code of the sandbox has written to it.
    await removeTree(folder)
  }

  async #openEgress(home: Home, folder: string, rules: NetworkRules): Promise<EgressProxy> {
    const proxy = new EgressProxy({
      registry: await this.#settings.registry(),
      rules,
      log: (target, reason) =>
        this.#settings.log(`sandbox ${home.id} may not reach ${target.slice(0, 200)}: ${reason}`),
    })
    await proxy.listen(folder)
    return proxy
  }
}
