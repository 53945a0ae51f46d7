import { chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { Sandbox } from 'e2b'
import type { HostUser } from '../lib/host-user.ts'
import { startHostProcess } from '../testing/host-process.ts'
import type { UsageLimits } from '../usage/watchdog.ts'
import { makeFolder, makeTemplate } from '../testing/targets.ts'

/** Sent by every listener on the machine. */
export const greeting = 'the machine responds'
/** In each host's environment, like a model's key. */
export const secret = 'the-secret-of-the-server-5f2c'

export interface Side {
  kind: 'bubblewrap' | 'plain'
  dataDir: string
  pid: number
  access: { apiKey: string; apiUrl: string; sandboxUrl: string }
  /** The attacker. */
  sandbox: Sandbox
  /** An attacker with internet access. */
  online: Sandbox
  victim: Sandbox
  close(): Promise<void>
}

export interface Machine {
  folder: string
  secretFile: string
  port: number
  /** Beside the registry on 127.0.0.2. */
  besideRegistry: number
  registryUrl: string
  /** By path and abstract. */
  socket: string
  abstract: string
  close(): void
}

function greet(...where: [object]): Promise<net.Server> {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined)
    socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${greeting}`)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(...where, () => resolve(server))
  })
}

function portOf(server: net.Server): number {
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('it listens on no port')
  return address.port
}

export async function openMachine(): Promise<Machine> {
  const folder = makeFolder()
  const secretFile = path.join(folder, 'secret.env')
  writeFileSync(secretFile, secret, { mode: 0o600 })
  const socket = path.join(folder, 'database.sock')
  const abstract = `\0escape-${process.pid}`
  const servers = await Promise.all([
    greet({ host: '127.0.0.1', port: 0 }),
    greet({ host: '127.0.0.2', port: 0 }),
    greet({ host: '127.0.0.2', port: 0 }),
    greet({ path: socket }),
    greet({ path: abstract }),
  ])
  const [database, registry, beside] = servers
  return {
    folder,
    secretFile,
    port: portOf(database),
    besideRegistry: portOf(beside),
    registryUrl: `http://127.0.0.2:${portOf(registry)}/`,
    socket,
    abstract,
    close() {
      for (const server of servers) server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export async function openSide(
  kind: Side['kind'],
  machine: Machine,
  user: HostUser | undefined,
  limits: Partial<UsageLimits> = {},
): Promise<Side> {
  const folder = makeFolder()
  const dataDir = path.join(folder, 'data')
  mkdirSync(dataDir, { mode: 0o700 })
  if (user) chownSync(dataDir, user.uid, user.gid)
  const host = await startHostProcess(
    {
      dataDir,
      templates: { base: makeTemplate(folder) },
      launcher: kind,
      domain: 'localhost:4000',
      registry: machine.registryUrl,
      spares: 0,
      limits,
    },
    user,
    { API_KEY_OF_A_MODEL: secret },
  )
  const access = { apiKey: host.apiKey, apiUrl: host.apiUrl, sandboxUrl: host.sandboxUrl }
  const create = (more: object = {}) =>
    Sandbox.create('base', { ...access, timeoutMs: 600_000, ...more })
  const [sandbox, online, victim] = await Promise.all([
    create(),
    create({ allowInternetAccess: true }),
    create(),
  ])
  await victim.files.write('private.txt', 'what the victim wrote')
  return {
    kind,
    dataDir,
    pid: host.child.pid ?? 0,
    access,
    sandbox,
    online,
    victim,
    async close() {
      await host.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
