import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { nodeOptions, startDaemon } from './daemon-process.ts'
import { baseEnvironment } from './environment.ts'
import { sweep } from '../guest/sweep.ts'
import { listen, portOf } from '../lib/listen.ts'
import { devPort, type Launched, type Launcher, type LaunchRequest } from './launcher.ts'
import type { Toolchain } from './toolchain.ts'

const markVariable = 'SANDBOX_MARK'
const keptVariables = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'HTTPS_PROXY', 'HTTP_PROXY']

async function freePort(): Promise<number> {
  const server = net.createServer()
  await listen(server, { port: 0 })
  const port = portOf(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function keepPath(home: string, binaries: string): Promise<void> {
  const file = path.join(home, '.bash_profile')
  const before = await readFile(file, 'utf8').catch(() => '[ -f ~/.profile ] && . ~/.profile\n')
  const quoted = binaries.replaceAll("'", `'\\''`)
  const line = `export PATH='${quoted}':"$PATH"\n`
  if (before.includes(line)) return
  await writeFile(file, before.replace(/\n?$/, '\n') + line)
}

export interface PlainSettings {
  toolchain: Toolchain
  /** Holds the programs that come first in PATH. */
  runFolder: string
  registryEnvironment(): Record<string, string>
}

/**
 * Unconfined: daemons are ordinary processes of the server's account. They share a network, so a
 * sandbox has one port: PORT inside, {@link devPort} outside.
 */
export class PlainLauncher implements Launcher {
  readonly kind = 'plain'
  readonly confined = false
  readonly #settings: PlainSettings
  readonly #binaries: string
  readonly #given = new Set<number>()

  private constructor(settings: PlainSettings) {
    this.#settings = settings
    this.#binaries = path.join(settings.runFolder, 'bin')
  }

  static async open(settings: PlainSettings): Promise<PlainLauncher> {
    const launcher = new PlainLauncher(settings)
    const { node, bun } = settings.toolchain
    await mkdir(launcher.#binaries, { recursive: true })
    await symlink(node, path.join(launcher.#binaries, 'node'))
    for (const name of ['bun', 'bunx']) await symlink(bun, path.join(launcher.#binaries, name))
    return launcher
  }

  async launch(request: LaunchRequest): Promise<Launched> {
    await mkdir(request.sockets, { recursive: true, mode: 0o700 })
    const socket = path.join(request.sockets, 'd.sock')
    const port = await this.#takePort()
    const mark = `${markVariable}=${request.id}`
    const search = `${this.#binaries}:${process.env['PATH'] ?? '/usr/bin:/bin'}`
    await keepPath(request.home, this.#binaries)
    const child = await startDaemon(
      [
        this.#settings.toolchain.node,
        ...nodeOptions,
        path.join(this.#settings.toolchain.guest, 'main.js'),
      ],
      {
        socket,
        home: request.home,
        confined: false,
        onlyPort: port,
        egressSocket: null,
        egressPort: null,
        environment: {
          ...baseEnvironment(request.home, search, port, request),
          ...this.#inherited(),
          ...this.#settings.registryEnvironment(),
          ...request.environment,
          [markVariable]: request.id,
        },
        mark,
      },
      { cwd: request.home, environment: { PATH: search } },
    )
    return {
      child,
      mark,
      socket,
      port: (named) => (named === devPort ? port : named),
      cleanUp: async () => {
        this.#given.delete(port)
        await sweep(mark)
      },
    }
  }

  #inherited(): Record<string, string> {
    return Object.fromEntries(
      keptVariables.flatMap((name) => {
        const value = process.env[name]
        return value === undefined ? [] : [[name, value] as const]
      }),
    )
  }

  async #takePort(): Promise<number> {
    for (;;) {
      const port = await freePort()
      if (this.#given.has(port)) continue
      this.#given.add(port)
      return port
    }
  }
}
