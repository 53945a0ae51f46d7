import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { blobs, trees, workingFiles } from '../../drizzle/schema.ts'
import { limits } from '../../shared/limits.ts'
import { openSharedDatabase, openTestDatabase } from '../testing/database.ts'
import { createManualClock } from '../testing/manual-clock.ts'
import { hasTestPostgres, noPostgres } from '../testing/postgres.ts'
import { firstFiles, openSpine } from '../testing/spine.ts'
import { hashOf, putBlobs } from './blobs.ts'
import { collectFiles } from './collect.ts'
import { createVersion } from './versions.ts'
import { changeFiles } from './working-tree.ts'
import { rowsOf } from '../testing/rows.ts'

function laterClock() {
  const { clock, advance } = createManualClock()
  advance(2 * limits.looseBlobMs)
  return clock
}

test('rule 37.3: a file that nothing names any more stays for an hour, for those who are reading it', async () => {
  await using database = await openTestDatabase('embedded')
  const { db } = database
  await db.transaction((tx) => putBlobs(tx, ['loose']))
  const { clock, advance } = createManualClock()
  expect(await collectFiles({ db, clock })).toEqual({ trees: 0, blobs: 0 })
  advance(limits.looseBlobMs + 60_000)
  expect(await collectFiles({ db, clock })).toEqual({ trees: 0, blobs: 1 })
})

test('rule 37.3: a session can begin with a starter app that was collected, on any node', async () => {
  await using database = await openTestDatabase('embedded')
  await using spine = await openSpine(database, [])
  const { db } = database
  const anna = await spine.person('Anna')
  const collected = await collectFiles({ db, clock: laterClock(), pageSize: 1 })
  expect(collected).toEqual({ trees: 2, blobs: firstFiles.length })
  const id = await spine.session(anna)
  const files = await db.select().from(workingFiles).where(eq(workingFiles.sessionId, id))
  expect(files).toHaveLength(firstFiles.length)
  expect(await collectFiles({ db, clock: laterClock() })).toEqual({ trees: 0, blobs: 0 })
})

const here = hasTestPostgres()
const title = here ? 'beside another node' : `beside another node (left out: ${noPostgres})`
describe.skipIf(!here)(title, () => {
  test('rule 37.3: a file that a transaction has found is not collected before it is named', async () => {
    const [one, other] = await openSharedDatabase()
    await using second = other
    await using first = one
    await using spine = await openSpine(first, [])
    const sessionId = await spine.session(await spine.person('Anna'))
    await first.db.transaction((tx) => putBlobs(tx, ['found']))
    await first.db.transaction(async (tx) => {
      const [hash = ''] = await putBlobs(tx, ['found'])
      await collectFiles({ db: second.db, clock: laterClock() })
      await tx.insert(workingFiles).values({ sessionId, path: 'a.ts', hash })
    })
    await collectFiles({ db: second.db, clock: laterClock() })
    expect(
      await first.db
        .select()
        .from(blobs)
        .where(eq(blobs.hash, hashOf('found'))),
    ).toHaveLength(1)
  })

  test('rule 37.3: writers and versions of one node are never disturbed by the collection of another', async () => {
    const [one, other] = await openSharedDatabase()
    await using second = other
    await using first = one
    await using spine = await openSpine(first, [])
    const anna = await spine.person('Anna')
    const clock = laterClock()
    const done = new AbortController()
    const collecting = (async () => {
      let count = 0
      while (!done.signal.aborted) {
        const collected = await collectFiles({ db: second.db, clock, pageSize: 3 })
        count += collected.blobs + collected.trees
      }
      return count
    })()
    const by = { runId: null, authors: [anna.id], reason: 'asked' }
    const write = async (writer: number) => {
      const sessionId = await spine.session(anna)
      for (let round = 0; round < 40; round++) {
        // few contents: what one writer finds, the collection is about to take
        const edits = [0, 1].map((path) => ({
          path: `${path}.ts`,
          content: writer === 0 ? `own ${round}` : `${(round * (writer + 1) + path) % 12}`,
        }))
        await spine.lockSession(sessionId, async (locked) => {
          await changeFiles(locked, edits, null)
          if (writer === 0) await createVersion(locked, by)
        })
      }
    }
    await Promise.all([0, 1, 2].map(write))
    done.abort()
    expect(await collecting).toBeGreaterThan(0)
    const broken = await rowsOf(first.pool)`
      select 1 from trees t, unnest(t.names, t.hashes) child(name, hash)
      where not exists (select 1 from blobs b where b.hash = encode(child.hash, 'hex'))
        and not exists (select 1 from trees f where f.hash = encode(child.hash, 'hex'))`
    expect(broken).toHaveLength(0)
    expect(await first.db.$count(trees)).toBeGreaterThan(1)
  }, 60_000)
})
