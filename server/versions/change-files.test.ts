import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { events } from '../../drizzle/schema.ts'
import { openTestDatabase } from '../testing/database.ts'
import { openSpine } from '../testing/spine.ts'
import { changeFiles, treeEntries } from './working-tree.ts'

const server = join(import.meta.dirname, '..')

test('rule 7.1: only server/versions writes the rows of the working tree', () => {
  const writers = readdirSync(server, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .filter((file) =>
      /\.(insert|update|delete)\(workingFiles\)/.test(readFileSync(join(server, file), 'utf8')),
    )
  expect(writers.length).toBeGreaterThan(0)
  expect(writers.filter((file) => !file.startsWith('versions/'))).toEqual([])
})

test('rules 7.1 and 7.2: each change is an event, and one bad path of several keeps all of them out', async () => {
  await using database = await openTestDatabase('embedded')
  await using spine = await openSpine(database, [])
  const sessionId = await spine.session(await spine.person('Anna'))
  const change = (...paths: string[]) =>
    spine.lockSession(sessionId, (transaction) =>
      changeFiles(
        transaction,
        paths.map((path) => ({ path, content: 'x' })),
        null,
      ),
    )
  const changed = async () =>
    (await spine.db.select().from(events).where(eq(events.sessionId, sessionId))).flatMap(
      ({ event }) => (event.type === 'file_changed' ? [`${event.change} ${event.path}`] : []),
    )
  const before = await treeEntries(spine.db, sessionId)
  for (const path of ['../evil.ts', '/etc/passwd', 'node_modules/x/index.js'])
    await expect(change('src/good.ts', path)).rejects.toMatchObject({ code: 'bad_input' })
  expect(await treeEntries(spine.db, sessionId)).toEqual(before)
  expect(await changed()).toEqual([])
  await change('src/good.ts')
  await change('src/good.ts')
  expect(await changed()).toEqual(['created src/good.ts'])
})
