import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as runMigrations } from 'drizzle-orm/node-postgres/migrator'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { newId } from '../../shared/ids.ts'
import { setUpTestCheckpointer } from '../testing/database.ts'
import { hasTestPostgres, noPostgres, startTestPostgres } from '../testing/postgres.ts'
import { hashOf } from '../versions/blobs.ts'
import { collectFiles } from '../versions/collect.ts'
import { treeHash } from '../versions/folders.ts'
import { readTree } from '../versions/read-tree.ts'
import { createManualClock } from '../testing/manual-clock.ts'
import { type Database, openDatabase } from './database.ts'
import { migrate } from './migrate.ts'

const migrations = fileURLToPath(new URL('../../drizzle/migrations', import.meta.url))
const Journal = z.looseObject({ entries: z.looseObject({ idx: z.int() }).array() })
const lastFlat = 10

/** As the last release left it. */
async function migrateToFlat(database: Database) {
  const folder = mkdtempSync(join(tmpdir(), 'fegg-migrations-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  cpSync(migrations, folder, { recursive: true })
  const file = join(folder, 'meta', '_journal.json')
  const journal = Journal.parse(JSON.parse(readFileSync(file, 'utf8')))
  const entries = journal.entries.filter(({ idx }) => idx <= lastFlat)
  writeFileSync(file, JSON.stringify({ ...journal, entries }))
  const client = await database.pool.connect()
  await runMigrations(drizzle(client), { migrationsFolder: folder })
  client.release()
}

type Paths = readonly string[]

/** Each file's content is its path. */
const trees: Record<string, Paths> = {
  none: [],
  'at the root': ['b.ts', 'a.ts', 'B.ts', 'ä.ts'],
  nested: ['package.json', 'src/App.tsx', 'src/a/b/c/d.ts', 'src/a/b.ts', 'src/a/b/c.ts', 'a/z.ts'],
  'with the same folders': ['src/a/b/c/d.ts', 'lib/a/b/c/d.ts', 'lib/x.ts'],
  'with a file that is a folder too': ['a', 'a/b', 'a/b/c', 'a.ts', 'a b'],
  'with names that sort differently': [
    '\uff5e.ts',
    '😀.ts',
    '😀/a.ts',
    '\uff5e/b',
    'z/é',
    'z/e\u0301',
  ],
  'of many files': Array.from({ length: 400 }, (_, n) => `src/${n % 7}/${n % 31}/file ${n}.ts`),
}

async function addSession(database: Database) {
  const { pool } = database
  const [user, workspace, session] = [newId(), newId(), newId()]
  await pool.query('insert into users (id, name, guest) values ($1, $2, true)', [user, 'Anna'])
  await pool.query('insert into workspaces (id, slug, name) values ($1, $2, $2)', [workspace, 'W'])
  await pool.query(
    `insert into sessions (id, workspace_id, name, created_by, model, preview_id)
     values ($1, $2, 'S', $3, 'demo', 'p')`,
    [session, workspace, user],
  )
  return { session, user }
}

async function addFlatVersions(database: Database) {
  const { pool } = database
  const { session, user } = await addSession(database)
  for (const [number, paths] of Object.values(trees).entries()) {
    const files = paths.map((path) => ({ path, hash: hashOf(`content of ${path}`) }))
    const hash = hashOf(`flat ${number}`)
    await pool.query('insert into trees (hash, files) values ($1, $2)', [
      hash,
      JSON.stringify(files),
    ])
    for (const file of files)
      await pool.query(
        'insert into blobs (hash, content, size) values ($1, $2, 1) on conflict do nothing',
        [file.hash, Buffer.from('x')],
      )
    const run = newId()
    await pool.query(
      `insert into runs (id, session_id, message_id, reply_id, author_id, model, status, position, queued_at)
       values ($1, $2, $1, $1, $3, 'demo', $4, $5, now())`,
      [run, session, user, number === 2 ? 'cancelled' : 'done', number],
    )
    await pool.query(
      `insert into versions (id, session_id, number, tree_hash, run_id, authors, reason, at)
       values ($1, $2, $3, $4, $5, '[]', 'asked', now())`,
      [newId(), session, number, hash, run],
    )
  }
}

async function proves(database: Database) {
  await migrateToFlat(database)
  await addFlatVersions(database)
  await migrate(database, setUpTestCheckpointer)
  const { rows } = await database.pool.query(
    'select number, kind, outcome, tree_hash from versions order by number',
  )
  const versions = z
    .object({ number: z.int(), kind: z.string(), outcome: z.string(), tree_hash: z.string() })
    .array()
    .parse(rows)
  for (const [number, [name, paths]] of Object.entries(trees).entries()) {
    const entries = paths.map((path) => ({ path, hash: hashOf(`content of ${path}`) }))
    const version = versions[number]
    expect(version?.tree_hash, name).toBe(treeHash(entries))
    const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1))
    expect(await readTree(database.db, version?.tree_hash ?? ''), name).toEqual(sorted)
  }
  expect(versions.map(({ kind }) => kind)).toEqual(['start', ...versions.slice(1).map(() => 'run')])
  expect(versions.map(({ outcome }) => outcome)).toEqual(
    versions.map(({ number }) => (number === 2 ? 'cancelled' : 'done')),
  )
  const { clock, advance } = createManualClock()
  advance(1_000_000_000)
  expect(await collectFiles({ db: database.db, clock })).toEqual({ trees: 0, blobs: 0 })
}

describe('rule 43.1: flat trees of the last release become folders, and none is lost', () => {
  it('in the embedded database', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'fegg-flat-'))
    const database = await openDatabase({ dataDir })
    try {
      await proves(database)
    } finally {
      await database.close()
      rmSync(dataDir, { recursive: true, force: true })
    }
  })

  const here = hasTestPostgres()
  const title = here ? 'in Postgres' : `in Postgres (left out: ${noPostgres})`
  it.skipIf(!here)(title, async () => {
    const server = await startTestPostgres()
    if (!server) throw new Error(noPostgres)
    const database = await openDatabase({ databaseUrl: server.url, dataDir: '' })
    try {
      await proves(database)
    } finally {
      await database.close()
      await server.stop()
    }
  })
})
