import { readFileSync } from 'node:fs'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import * as schema from '../../drizzle/schema.ts'
import { forEachDatabase, openTestDatabase, setUpTestCheckpointer } from '../testing/database.ts'
import { hasTestPostgres, noPostgres, startTestPostgres } from '../testing/postgres.ts'
import { rowsOf } from '../testing/rows.ts'
import { openDatabase } from './database.ts'
import { DatabaseUnreachableError, MigrationError } from './errors.ts'
import { migrate } from './migrate.ts'

const journalUrl = new URL('../../drizzle/migrations/meta/_journal.json', import.meta.url)
const journal = z
  .object({ entries: z.array(z.object({ tag: z.string() })).min(1) })
  .parse(JSON.parse(readFileSync(journalUrl, 'utf8')))

it('has a migration for everything in drizzle/schema.ts', async () => {
  const { tag } = journal.entries.at(-1) ?? { tag: '' }
  const name = `${tag.slice(0, 4)}_snapshot.json`
  const url = new URL(`../../drizzle/migrations/meta/${name}`, import.meta.url)
  const generated = JSON.parse(readFileSync(url, 'utf8'))
  expect(await generateMigration(generated, generateDrizzleJson(schema))).toEqual([])
})

forEachDatabase((_, open) => {
  it('migrates once: a second time changes nothing', async () => {
    await using database = await open()
    await migrate(database, setUpTestCheckpointer)
    const done = await rowsOf(database.pool)`select hash from drizzle.__drizzle_migrations`
    expect(done).toHaveLength(journal.entries.length)
    const tables = await rowsOf(database.pool)`select table_name from information_schema.tables
      where table_schema = 'langgraph' order by 1`
    expect(tables.map((row) => row['table_name'])).toEqual([
      'checkpoint_blobs',
      'checkpoint_migrations',
      'checkpoint_writes',
      'checkpoints',
    ])
  })

  it('lets the lock go when a migration fails', async () => {
    await using database = await open()
    const failing = migrate(database, () => Promise.reject(new Error('no tables today')))
    await expect(failing).rejects.toThrow('no tables today')
    await migrate(database, setUpTestCheckpointer)
  })
})

it('says in one line why it failed', async () => {
  await using database = await openTestDatabase('embedded')
  await rowsOf(database.pool)`truncate drizzle.__drizzle_migrations`
  const refused = await migrate(database, setUpTestCheckpointer).catch((e: unknown) => e)
  expect(refused).toBeInstanceOf(MigrationError)
  expect(String(refused)).toMatch(
    /^MigrationError: the database could not be migrated: relation .* already exists$/,
  )
})

const here = hasTestPostgres()
const title = here ? 'on a real Postgres' : `on a real Postgres (left out: ${noPostgres})`
describe.skipIf(!here)(title, () => {
  it('migrates once when servers start at the same time', async () => {
    const server = await startTestPostgres()
    if (!server) throw new Error(noPostgres)
    const open = () => openDatabase({ databaseUrl: server.url, dataDir: '' })
    const databases = await Promise.all([open(), open(), open()])
    try {
      await Promise.all(databases.map((database) => migrate(database, setUpTestCheckpointer)))
      for (const { pool } of databases) {
        const done = await rowsOf(pool)`select hash from drizzle.__drizzle_migrations`
        expect(done).toHaveLength(journal.entries.length)
      }
    } finally {
      await Promise.all(databases.map((database) => database.close()))
      await server.stop()
    }
  })

  it('rule 12.1: says that nothing answers at DATABASE_URL, without its password', async () => {
    const url = 'postgres://me:secret@127.0.0.1:1/none'
    const refused = await openDatabase({ databaseUrl: url, dataDir: '' }).catch((e: unknown) => e)
    expect(refused).toBeInstanceOf(DatabaseUnreachableError)
    expect(String(refused)).toMatch(/DATABASE_URL: no answer \(.*ECONNREFUSED/)
    expect(String(refused)).not.toContain('secret')
  })
})
