import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { systemClock } from '../lib/clock.ts'
import pg from 'pg'
import { readDatabaseUrl } from '../db/database-url.ts'

export type TestPostgres = {
  /** A fresh, empty database. */
  url: string
  stop(): Promise<void>
}

export const noPostgres =
  'no Postgres server found (TEST_DATABASE_URL, PATH, /usr/lib/postgresql/*/bin)'

const root = process.getuid?.() === 0
const startLimitMs = 30_000

/**
 * Uses TEST_DATABASE_URL, else a temporary server on a Unix socket. Returns null, and prints why,
 * if neither is available.
 */
export async function startTestPostgres(): Promise<TestPostgres | null> {
  const given = process.env['TEST_DATABASE_URL']
  if (given) return createTestDatabase(given)
  const bin = findPostgres()
  if (bin) return startServer(bin)
  console.warn(noPostgres)
  return null
}

export function hasTestPostgres(): boolean {
  return Boolean(process.env['TEST_DATABASE_URL']) || findPostgres() !== null
}

/** `stop` drops the database. */
export async function createTestDatabase(serverUrl: string): Promise<TestPostgres> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const [way] = readDatabaseUrl(serverUrl)
  const ask = async (text: string) => {
    const admin = new pg.Client({ ...way, ssl: false })
    await admin.connect()
    await admin.query(text)
    await admin.end()
  }
  await ask(`create database ${name} encoding 'UTF8' template template0`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return {
    url: url.href,
    async stop() {
      await ask(`drop database ${name} with (force)`)
    },
  }
}

/** The newest installed version's folder. */
export function findPostgres(): string | null {
  const packaged = '/usr/lib/postgresql'
  const versions = existsSync(packaged) ? readdirSync(packaged) : []
  const newestFirst = versions.toSorted((a, b) => Number(b) - Number(a))
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...newestFirst.map((version) => join(packaged, version, 'bin')),
  ]
  return (
    folders.find((dir) => ['postgres', 'initdb'].every((x) => existsSync(join(dir, x)))) ?? null
  )
}

// Runs until stdin closes, which happens however the test process ends.
const guardedServer = `
"$0/initdb" -D "$1/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$1/initdb.log" 2>&1 || exit 1
"$0/postgres" -D "$1/data" -k "$1" -c listen_addresses= -c fsync=off -c max_connections=200 >"$1/server.log" 2>&1 &
server=$!
cat >/dev/null
kill -INT $server
wait $server
rm -rf "$1"
`

async function startServer(bin: string): Promise<TestPostgres> {
  const dir = mkdtempSync(join(tmpdir(), 'fegg-test-'))
  // Postgres refuses to run as root.
  const user = root ? ordinaryUser(dir) : []
  const [command, ...args] = [...user, 'sh', '-c', guardedServer, bin, dir]
  const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'ignore'], cwd: dir })
  // Lets the test process exit without stopping the server.
  child.unref()
  if (child.stdin instanceof Socket) child.stdin.unref()
  const stop = async () => {
    await endChild(child)
    rmSync(dir, { recursive: true, force: true })
  }
  try {
    await untilItAnswers(dir, child)
  } catch (error) {
    const log = readLogs(dir)
    await stop()
    throw new Error(`the temporary Postgres does not start: ${log}`, { cause: error })
  }
  return { url: `postgres://postgres@localhost/postgres?host=${encodeURIComponent(dir)}`, stop }
}

function readLogs(dir: string): string {
  const logs = readdirSync(dir).filter((name) => name.endsWith('.log'))
  return logs.map((name) => readFileSync(join(dir, name), 'utf8')).join('\n')
}

/** Command prefix to run as another user, who gets `dir`. */
export function ordinaryUser(dir: string): string[] {
  const name = ['postgres', 'nobody'].find((x) => spawnSync('id', [x]).status === 0)
  if (!name) throw new Error('Postgres does not run as root, and there is no other user')
  chmodSync(dir, 0o755)
  spawnSync('chown', [name, dir])
  return ['setpriv', `--reuid=${name}`, '--regid=65534', '--clear-groups']
}

async function untilItAnswers(dir: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startLimitMs
  for (;;) {
    if (child.exitCode !== null) throw new Error(`ended with code ${child.exitCode}`)
    const client = new pg.Client({ host: dir, user: 'postgres', database: 'postgres' })
    try {
      await client.connect()
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
      await systemClock.sleep(50)
    } finally {
      await client.end()
    }
  }
}

function endChild(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.ref()
    child.once('exit', () => resolve())
    child.stdin?.end()
  })
}
