import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ready = /^FeGG is ready on (http:\/\/\S+)/
export const startMs = 300_000
const stopLimitMs = 15_000

/** Shared: preparing takes longer than a test. */
export const templateCache = join(root, 'node_modules', '.cache', 'fegg-template')

export interface AppServer extends AsyncDisposable {
  url: string
  port: number
  dataDir: string
  pid(): number
  output(): string
  /** SIGKILL, `meanwhile`, then a start on the same port and data. */
  crash(meanwhile?: () => Promise<void>): Promise<void>
  /** SIGTERM, then a start on the same port and data, from now on with `env`. */
  restart(env?: Record<string, string>): Promise<void>
}

export interface AppServerOptions {
  env?: Record<string, string>
  /** By default any free one. */
  port?: number
  user?: { uid: number; gid: number }
}

/** Starts the real app with its own port and data. Disposing of it deletes both. */
export async function startServer(options: AppServerOptions = {}): Promise<AppServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'fegg-e2e-'))
  if (options.user) await chown(dataDir, options.user.uid, options.user.gid)
  let output = ''
  const collect = (line: string) => {
    output += `${line}\n`
  }
  let env = options.env ?? {}
  const boot = (port: number) => launch({ dataDir, port, env, user: options.user, collect })
  let running = await boot(options.port ?? 0)
  const again = async (signal: NodeJS.Signals, meanwhile?: () => Promise<void>) => {
    await end(running.child, signal)
    await meanwhile?.()
    running = await boot(running.port)
  }
  return {
    url: running.url,
    port: running.port,
    dataDir,
    pid: () => running.child.pid ?? 0,
    output: () => output,
    crash: (meanwhile) => again('SIGKILL', meanwhile),
    restart(more = {}) {
      env = { ...env, ...more }
      return again('SIGTERM')
    },
    async [Symbol.asyncDispose]() {
      await end(running.child, 'SIGTERM')
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

interface Launch {
  dataDir: string
  port: number
  env: Record<string, string>
  user: AppServerOptions['user']
  collect: (line: string) => void
}

async function launch({ dataDir, port, env, user, collect }: Launch) {
  const child = spawn(process.execPath, [join('server', 'main.ts')], {
    cwd: root,
    env: {
      ...inherited(),
      TEMPLATE_CACHE_DIR: templateCache,
      // a browser for each server's checks would take the machine from the stories' own
      CHECK_BROWSER: 'off',
      ...env,
      DATA_DIR: dataDir,
      PORT: String(port),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  })
  createInterface({ input: child.stderr }).on('line', collect)
  const lines = createInterface({ input: child.stdout })
  lines.on('line', collect)
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error('the server did not get ready in time'))
    }, startMs)
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
    lines.on('line', (line) => {
      const address = ready.exec(line)?.[1]
      if (!address) return
      clearTimeout(late)
      resolve(address)
    })
  })
  return { child, url, port: Number(new URL(url).port) }
}

/** Without variables that would connect to other services. */
function inherited() {
  const own =
    /^(DATABASE_URL|REDIS_URL|E2B_|ZAI_|OPENAI_|ANTHROPIC_|GOOGLE_|OLLAMA_|GITHUB_CLIENT|OIDC_|SMTP_|MAIL_|CHROME_PATH|PUBLIC_URL|HOST$|PREVIEW_DOMAIN|NODE_ENV)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)))
}

async function end(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  const late = setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
  await exited
  clearTimeout(late)
}
