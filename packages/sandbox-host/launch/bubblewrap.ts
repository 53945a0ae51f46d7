import { type ChildProcess, execFile } from 'node:child_process'
import { chown, link, lstat, mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import {
  bubblewrapArgs,
  caFile,
  egressFolder,
  guestFolder,
  type Mounts,
  nodeBin,
  sandboxPath,
  sharedEtc,
  socketsFolder,
} from './bubblewrap-args.ts'
import { nodeOptions, startDaemon } from './daemon-process.ts'
import type { Layering, Layers } from '../homes/homes.ts'
import type { HostUser } from '../lib/host-user.ts'
import { proxySocketName } from '../network/egress.ts'
import { baseEnvironment, proxyPort, proxyEnvironment } from './environment.ts'
import { guestHome } from '../guest/paths.ts'
import { devPort, type Launched, type Launcher, type LaunchRequest } from './launcher.ts'
import { limitArgs, withInnerLimits } from '../usage/limits.ts'
import type { MemoryGroup, MemoryGroups } from '../usage/memory-groups.ts'
import { seccompProgram } from './seccomp.ts'
import { stagedCommand } from './staging.ts'
import type { Toolchain } from './toolchain.ts'

const run = promisify(execFile)
const probeTimeoutMs = 15_000
const daemonSocket = 'd.sock'
const filterFd = '3'

const etcFiles: Record<string, string> = {
  passwd: `root:x:0:0:root:/root:/usr/sbin/nologin\nuser:x:1000:1000::${guestHome}:/bin/bash\n`,
  group: 'root:x:0:\nuser:x:1000:\n',
  hosts: '127.0.0.1 localhost sandbox\n::1 localhost\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\n',
  // For `bash -l`; the machine's would set another PATH.
  profile: `export PATH="${sandboxPath}"\n`,
}

async function writeEtc(folder: string): Promise<void> {
  await mkdir(path.join(folder, path.basename(path.dirname(caFile))), { recursive: true })
  for (const name of sharedEtc) await mkdir(path.join(folder, name), { recursive: true })
  await writeFile(path.join(folder, 'sandbox', path.basename(caFile)), '')
  for (const [name, text] of Object.entries(etcFiles))
    await writeFile(path.join(folder, name), text)
}

function trustEnvironment(hasCa: boolean): Record<string, string> {
  if (!hasCa) return {}
  const readers = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE']
  return Object.fromEntries([...readers, 'GIT_SSL_CAINFO'].map((name) => [name, caFile]))
}

export interface BubblewrapSettings {
  toolchain: Toolchain
  /** Must be short, see RunFolder. */
  runFolder: string
  ca: string | null
  /** Called at each launch. */
  registryEnvironment(): Record<string, string>
  /** Null without kernel support. */
  memoryGroups: MemoryGroups | null
}

export class BubblewrapLauncher implements Launcher {
  readonly kind = 'bubblewrap'
  readonly confined = true
  readonly #settings: BubblewrapSettings
  readonly #etc: string
  readonly #privateFolder: string
  readonly #stage: string
  readonly #filter: string
  #hasFilter = false

  private constructor(settings: BubblewrapSettings) {
    this.#settings = settings
    this.#etc = path.join(settings.runFolder, 'etc')
    this.#privateFolder = path.join(settings.runFolder, 'private')
    this.#stage = path.join(settings.runFolder, 'stage')
    this.#filter = path.join(settings.runFolder, 'seccomp')
  }

  static async open(settings: BubblewrapSettings): Promise<BubblewrapLauncher> {
    const launcher = new BubblewrapLauncher(settings)
    await mkdir(launcher.#privateFolder, { recursive: true, mode: 0o700 })
    await mkdir(launcher.#stage, { recursive: true })
    await writeEtc(launcher.#etc)
    const program = seccompProgram(process.arch)
    if (program) await writeFile(launcher.#filter, program)
    launcher.#hasFilter = program !== null
    return launcher
  }

  /** Throws bubblewrap's error if a shell and Node don't start. */
  async probe(user: HostUser | null): Promise<void> {
    const folder = path.join(this.#settings.runFolder, 'probe')
    await this.#tryOut('node --version', folder, user, null)
  }

  /**
   * Tests how homes in `folder` can be overlayfs layers. Needs root, and a file system that can
   * hold an upper layer.
   */
  async layering(folder: string, user: HostUser | null): Promise<Layering | null> {
    // mount's options would need these escaped.
    if (!user || /[,:\\"\s]/.test(folder)) return null
    const place = path.join(folder, 'probe')
    const changes = 'mkdir old && mv below old/renamed && chmod 700 old/renamed && ls old/renamed'
    const ways: Array<[Layering, HostUser]> = [
      ['an account each', { uid: user.uid + 1, gid: user.gid + 1 }],
      ['one account', user],
    ]
    for (const [way, owner] of ways)
      try {
        await this.#tryOut(changes, place, user, owner)
        return way
      } catch {
        // Try the less demanding way.
      } finally {
        await rm(place, { recursive: true, force: true })
      }
    return null
  }

  /** `owner` of the lower folder; null without layers. */
  async #tryOut(
    command: string,
    folder: string,
    user: HostUser | null,
    owner: HostUser | null,
  ): Promise<void> {
    const [home, upper, work] = ['home', 'upper', 'work'].map((name) => path.join(folder, name))
    if (!home || !upper || !work) return
    const below = path.join(home, 'below')
    for (const each of [below, upper, work]) await mkdir(each, { recursive: true })
    if (user) {
      const { uid, gid } = owner ?? user
      for (const each of [home, below]) await chown(each, uid, gid)
      await chown(upper, user.uid, user.gid)
    }
    const request = { home, sockets: home, egress: null, ca: null }
    const layers = owner && { upper, work, owner }
    const inner = ['/bin/bash', '-l', '-c', command]
    const [program, ...args] = this.#command(this.#mounts(request), user, layers, inner)
    await run(program, args, { timeout: probeTimeoutMs, cwd: '/', env: hostEnvironment() })
  }

  async launch(request: LaunchRequest): Promise<Launched> {
    const { id, user } = request
    // Only this sandbox may enter its folder.
    await mkdir(request.sockets, { recursive: true, mode: 0o700 })
    if (user) await chown(request.sockets, user.uid, user.gid)
    const memory = this.#settings.memoryGroups?.create(id) ?? null
    const socket = path.join(this.#privateFolder, `${id}.sock`)
    const cleanUp = async () => {
      await rm(socket, { force: true })
      await memory?.remove()
    }
    try {
      const child = await this.#start(request, memory)
      try {
        await this.#pin(path.join(request.sockets, daemonSocket), socket)
      } catch (error) {
        child.kill('SIGKILL')
        throw error
      }
      const port = (named: number) => named
      return { child, socket, port, cleanUp, ...(memory ? { memory } : {}) }
    } catch (error) {
      await cleanUp()
      throw error
    }
  }

  #start(request: LaunchRequest, memory: MemoryGroup | null): Promise<ChildProcess> {
    const command = this.#command(this.#mounts(request), request.user, request.layers, [
      `${nodeBin}/node`,
      ...nodeOptions,
      `${guestFolder}/main.js`,
    ])
    const { egress } = request
    return startDaemon(
      memory?.joined(command) ?? command,
      {
        socket: `${socketsFolder}/${daemonSocket}`,
        home: guestHome,
        confined: true,
        environment: {
          ...baseEnvironment(guestHome, sandboxPath, devPort, request),
          ...trustEnvironment((request.ca ?? this.#settings.ca) !== null),
          ...(egress === null
            ? {}
            : { ...proxyEnvironment(), ...this.#settings.registryEnvironment() }),
          ...request.environment,
        },
        onlyPort: null,
        egressSocket: egress === null ? null : `${egressFolder}/${proxySocketName}`,
        egressPort: egress === null ? null : proxyPort,
        mark: '',
      },
      { environment: hostEnvironment(), cwd: '/' },
    )
  }

  /**
   * Hard-links the daemon's socket to a path outside of the sandbox before any sandbox code runs.
   * Such code could replace the inner path by a link to any socket of the machine.
   */
  async #pin(inside: string, outside: string): Promise<void> {
    await link(inside, outside)
    if ((await lstat(outside)).isSocket()) return
    await rm(outside, { force: true })
    throw new Error("the daemon's socket was replaced by another file")
  }

  #mounts(of: Pick<LaunchRequest, 'home' | 'sockets' | 'egress' | 'ca'>): Mounts {
    const { toolchain, ca } = this.#settings
    return {
      ...toolchain,
      home: of.home,
      sockets: of.sockets,
      egress: of.egress,
      etc: this.#etc,
      ca: of.ca ?? ca,
      // stagedCommand sets both.
      tmp: null,
      shm: null,
    }
  }

  #command(
    mounts: Mounts,
    user: HostUser | null,
    layers: Layers | null,
    inner: string[],
  ): [string, ...string[]] {
    const limits = limitArgs(
      user === null ? 'the server' : layers?.owner.uid === user.uid ? 'all sandboxes' : 'one',
    )
    const bubblewrap = (seen: Mounts) => {
      const bwrap = ['prlimit', ...limits, 'bwrap', ...this.#filterArgs(), ...bubblewrapArgs(seen)]
      return this.#withFilter([...bwrap, ...withInnerLimits(inner)])
    }
    return user ? stagedCommand(this.#stage, user, mounts, layers, bubblewrap) : bubblewrap(mounts)
  }

  #filterArgs(): string[] {
    return this.#hasFilter ? ['--seccomp', filterFd] : []
  }

  #withFilter(command: string[]): [string, ...string[]] {
    const open = this.#hasFilter ? `exec ${filterFd}<"$0"; ` : ''
    return ['/bin/sh', '-c', `${open}exec "$@"`, this.#filter, ...command]
  }
}

/** For helpers outside; --clearenv drops it inside. */
function hostEnvironment(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }
}
