import { createHash } from 'node:crypto'
import {
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import { describe } from 'vitest'
import { type Database, type DatabaseOptions, openDatabase } from '../db/database.ts'
import { migrate, type SetUpCheckpointer } from '../db/migrate.ts'
import { openPool } from '../db/pool.ts'
import { createTestDatabase, hasTestPostgres, noPostgres, startTestPostgres } from './postgres.ts'

export type TestDatabase = Database & AsyncDisposable
export type DatabaseKind = Database['kind']

const root = fileURLToPath(new URL('../..', import.meta.url))
const log = { info: () => undefined, error: (message: string) => console.error(message) }

/** Lets tests migrate without the agent. */
export const setUpTestCheckpointer: SetUpCheckpointer = async (connection, schema) => {
  const pool = openPool(connection, { max: 1, callLimitMs: 0 })
  try {
    await new PostgresSaver(pool, undefined, { schema }).setup()
  } finally {
    await pool.end()
  }
}

/**
 * Fresh and migrated; disposing removes it. `server` uses TEST_DATABASE_URL, or one server per
 * process.
 */
export function openTestDatabase(
  kind: DatabaseKind,
  options: Pick<DatabaseOptions, 'holdLimitMs' | 'maxConnections'> = {},
): Promise<TestDatabase> {
  return kind === 'embedded' ? openEmbedded(options) : openServer(options)
}

/** Skips the Postgres half, with a notice, if there is no server. */
export function forEachDatabase(
  suite: (name: DatabaseKind, open: () => Promise<TestDatabase>) => void,
): void {
  describe('on the embedded database', () => suite('embedded', () => openTestDatabase('embedded')))
  const here = hasTestPostgres()
  const title = here ? 'on a Postgres server' : `on a Postgres server (left out: ${noPostgres})`
  describe.skipIf(!here)(title, () => suite('server', () => openTestDatabase('server')))
}

/** Saves seconds of initdb. */
export async function prepareTestDataDir(dataDir: string): Promise<void> {
  const template = await embeddedTemplate()
  cpSync(join(template, 'pg'), join(dataDir, 'pg'), {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
  })
}

async function openEmbedded(options: Partial<DatabaseOptions>): Promise<TestDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'fegg-test-'))
  await prepareTestDataDir(dataDir)
  const database = await openDatabase({ ...options, dataDir, log })
  return disposable(database, async () => rmSync(dataDir, { recursive: true, force: true }))
}

const templateKeptMs = 60 * 60 * 1000

/** A migrated DATA_DIR, cached per set of migrations. */
async function embeddedTemplate(): Promise<string> {
  const cache = join(root, 'node_modules', '.cache', 'fegg-test-database')
  const template = join(cache, templateKey())
  if (existsSync(template)) return template
  removeOldTemplates(cache)
  const dataDir = mkdtempSync(join(cache, 'new-'))
  const database = await openDatabase({ dataDir, log })
  await migrate(database, setUpTestCheckpointer)
  await database.close()
  try {
    renameSync(dataDir, template)
  } catch (error) {
    rmSync(dataDir, { recursive: true, force: true })
    // Another test process was first.
    if (!existsSync(template)) throw error
  }
  return template
}

/** Also removes what killed test runs left behind. */
function removeOldTemplates(cache: string): void {
  mkdirSync(cache, { recursive: true })
  for (const name of readdirSync(cache)) {
    const path = join(cache, name)
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (Date.now() - changed > templateKeptMs) rmSync(path, { recursive: true, force: true })
  }
}

function templateKey(): string {
  const hash = createHash('sha256')
  const migrations = join(root, 'drizzle', 'migrations')
  for (const name of readdirSync(migrations).toSorted()) {
    if (name.endsWith('.sql')) hash.update(readFileSync(join(migrations, name)))
  }
  for (const name of ['@electric-sql/pglite', '@langchain/langgraph-checkpoint-postgres']) {
    hash.update(readFileSync(join(root, 'node_modules', name, 'package.json')))
  }
  return hash.digest('hex').slice(0, 16)
}

let sharedServer: Promise<string> | undefined

async function serverUrl(): Promise<string> {
  const server = process.env['TEST_DATABASE_URL']
  if (server) return server
  const started = await startTestPostgres()
  if (!started) throw new Error(noPostgres)
  return started.url
}

async function openServer(options: Partial<DatabaseOptions>): Promise<TestDatabase> {
  const { database, fresh } = await openFresh(options)
  return disposable(database, () => fresh.stop())
}

async function openFresh(options: Partial<DatabaseOptions>) {
  sharedServer ??= serverUrl()
  const fresh = await createTestDatabase(await sharedServer)
  const database = await openDatabase({ ...options, databaseUrl: fresh.url, dataDir: '', log })
  await migrate(database, setUpTestCheckpointer)
  return { database, fresh }
}

/** One database opened twice, as by two nodes. Removed when the second is disposed. */
export async function openSharedDatabase(): Promise<[TestDatabase, TestDatabase]> {
  const { database, fresh } = await openFresh({})
  const other = await openDatabase({ databaseUrl: fresh.url, dataDir: '', log })
  return [disposable(database, async () => {}), disposable(other, () => fresh.stop())]
}

function disposable(database: Database, remove: () => Promise<void>): TestDatabase {
  return {
    ...database,
    async [Symbol.asyncDispose]() {
      await database.close()
      await remove()
    },
  }
}
