import { openTestDatabase } from '../server/testing/database.ts'
import { openSpine, type Spine } from '../server/testing/spine.ts'
import { rowsOf } from '../server/testing/rows.ts'
import { randomOf } from '../server/testing/random.ts'
import { createVersion } from '../server/versions/versions.ts'
import { changeFiles } from '../server/versions/working-tree.ts'
import type { Id } from '../shared/ids.ts'
import { median, type Row, row } from './row.ts'

const files = 300
const folders = 20
const changed = 3
const versions = 1_000

/** A component of some 100 lines, no two alike. */
function component(random: () => number): string {
  const name = () => Math.floor(random() * 1e9).toString(36)
  const lines = Array.from(
    { length: 100 },
    () => `  const ${name()} = use${name()}(${name()}, '${name()}')`,
  )
  return `export function Page() {\n${lines.join('\n')}\n  return null\n}\n`
}

/** Changes some files and saves a version. Returns the version's milliseconds and what was changed, in bytes. */
async function save(spine: Spine, sessionId: Id, edits: Array<{ path: string; content: string }>) {
  const by = { runId: null, authors: [], reason: 'asked' }
  await spine.lockSession(sessionId, (locked) => changeFiles(locked, edits, null))
  const start = performance.now()
  await spine.lockSession(sessionId, (locked) => createVersion(locked, by))
  return performance.now() - start
}

export default async (): Promise<Row[]> => {
  await using database = await openTestDatabase('embedded')
  await using spine = await openSpine(database, [])
  const query = rowsOf(database.pool)
  const sessionId = await spine.session(await spine.person('Anna'))
  const random = randomOf(13)
  const app = Array.from({ length: files }, (_, n) => ({
    path: `src/pages/${n % folders}/page-${n}.tsx`,
    content: component(random),
  }))
  await save(spine, sessionId, app)
  /** With their indexes, and without what the database keeps free. */
  const stored = async () => {
    await database.pool.query('vacuum full blobs, trees, versions')
    const [size] =
      await query`select pg_total_relation_size('blobs') + pg_total_relation_size('trees')
      + pg_total_relation_size('versions') as bytes`
    return Number(size?.['bytes'])
  }
  const before = await stored()
  const times: number[] = []
  let bytes = 0
  for (let version = 0; version < versions; version++) {
    const edits = Array.from({ length: changed }, () => {
      const { path, content } = app[Math.floor(random() * files)] ?? { path: '', content: '' }
      const edited = content.replace(/const \w+/, `const edit${version}`)
      bytes += edited.length
      return { path, content: edited }
    })
    times.push(await save(spine, sessionId, edits))
  }
  const grown = (await stored()) - before
  const what = `a version of ${files} files after a change of ${changed}`
  return [
    row({
      name: `saving ${what}`,
      versus: 'a limit',
      value: median(times),
      unit: 'ms',
      ratio: null,
      goal: 30,
    }),
    row({
      name: `stored for ${what}`,
      versus: 'a limit',
      value: grown / versions / 1_000,
      unit: 'kB',
      ratio: null,
      goal: 20,
    }),
    row({
      name: `growth by ${versions} versions`,
      versus: 'the bytes of the changed files',
      value: grown / 1_000_000,
      unit: 'MB',
      ratio: grown / bytes,
      goal: 1.2,
    }),
  ]
}
