import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { findPostgres, noPostgres, ordinaryUser } from './postgres.ts'

const run = promisify(execFile)

export type OwnPostgres = {
  /** Folder of its Unix socket, port 5432. */
  dir: string
  url(name: string): string
  /** As superuser, on a connection of its own. */
  ask(text: string, name?: string): Promise<unknown[]>
  /** `immediate` is a crash. */
  restart(mode: 'fast' | 'immediate'): Promise<void>
  /** SIGSTOP or SIGCONT for each of its processes. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

interface Options {
  parent?: string
  settings?: Record<string, string>
}

/** A server that a test may restart, pause and break. It syncs what it acknowledges. */
export async function startOwnPostgres(options: Options = {}): Promise<OwnPostgres> {
  const bin = findPostgres()
  if (!bin) throw new Error(noPostgres)
  const { parent = tmpdir(), settings = {} } = options
  const dir = mkdtempSync(join(parent, 'fegg-own-'))
  const user = process.getuid?.() === 0 ? ordinaryUser(dir) : []
  const data = join(dir, 'data')
  const command = (name: string, ...args: string[]) => [...user, join(bin, name), ...args]
  const call = async (...all: string[]) => {
    const [file = '', ...args] = all
    await run(file, args, { cwd: dir })
  }
  const control = (...args: string[]) => call(...command('pg_ctl', '-D', data, '-w', ...args))
  const all = { listen_addresses: '', max_connections: '100', ...settings }
  const given = Object.entries(all).map(([name, value]) => `-c ${name}=${value}`)
  const started = ['-l', join(dir, 'server.log'), '-o', [`-k ${dir}`, ...given].join(' ')]
  await call(
    ...command('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C'),
  )
  await control('start', ...started)
  const stop = ['-D', data, '-m', 'immediate', 'stop']
  const [stopFile = '', ...stopArgs] = command('pg_ctl', ...stop)
  const stopNow = () => {
    spawnSync(stopFile, stopArgs, { cwd: dir })
  }
  process.once('exit', stopNow)
  return {
    dir,
    url: (name) => `postgres://postgres@/${name}?host=${encodeURIComponent(dir)}`,
    async ask(text, name = 'postgres') {
      const client = new pg.Client({ host: dir, user: 'postgres', database: name })
      await client.connect()
      try {
        return (await client.query(text)).rows
      } finally {
        await client.end()
      }
    },
    restart: (mode) => control('restart', '-m', mode, ...started),
    async signal(signal) {
      const pid = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n', 1)[0] ?? ''
      const { stdout } = await run('ps', ['-o', 'pid=', '--ppid', pid, '-p', pid])
      for (const each of stdout.trim().split(/\s+/)) process.kill(Number(each), signal)
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', stopNow)
      stopNow()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
