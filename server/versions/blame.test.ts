import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blames, sessions, versions } from '../../drizzle/schema.ts'
import { type Id, newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { FileBlame } from '../../shared/protocol/blame-view.ts'
import type { VersionAt } from '../../shared/protocol/inputs/version-inputs.ts'
import { sendMessage } from '../runs/send-message.ts'
import { forEachDatabase, openTestDatabase, type TestDatabase } from '../testing/database.ts'
import { chanceOf } from '../testing/random.ts'
import { openSpine, type Spine } from '../testing/spine.ts'
import { blameElement } from './blame-element.ts'
import { blameFile } from './blame-file.ts'
import { hashOf } from './blobs.ts'
import type { FileEdit } from './file-change.ts'
import { createVersion, type VersionBy } from './versions.ts'
import { changeFiles } from './working-tree.ts'

type Files = Record<string, string | null>

function editsOf(files: Files): FileEdit[] {
  return Object.entries(files).map(([path, content]) => ({ path, content }))
}

function openHistory(spine: Spine, sessionId: Id, viewerId: Id) {
  const change = (files: Files) =>
    spine.lockSession(sessionId, (locked) => changeFiles(locked, editsOf(files), null))
  const save = async (files: Files, by: Partial<VersionBy> = {}) => {
    const made = await spine.lockSession(sessionId, async (locked) => {
      await changeFiles(locked, editsOf(files), null)
      return createVersion(locked, { runId: null, authors: [viewerId], reason: 'asked', ...by })
    })
    if (!made) throw new Error('nothing has changed')
    return made
  }
  const blame = (path: string, version: VersionAt = 'now') =>
    blameFile(spine.db, viewerId, { sessionId, version, path })
  return { sessionId, change, save, blame }
}

let database: TestDatabase
let spine: Spine
beforeAll(async () => {
  database = await openTestDatabase('embedded')
  spine = await openSpine(database, [])
})
afterAll(async () => {
  await spine?.[Symbol.asyncDispose]()
  await database?.[Symbol.asyncDispose]()
})

async function openOne() {
  const anna = await spine.person('Anna')
  const sessionId = await spine.session(anna)
  return { anna, ...openHistory(spine, sessionId, anna.id) }
}

/** Version numbers, line by line. */
function numbersOf({ sources, lines }: FileBlame): Array<number | string> {
  return lines.flatMap(([index, count]) => {
    const source = sources[index] ?? 'unknown'
    return new Array<number | string>(count).fill(
      typeof source === 'string' ? source : source.number,
    )
  })
}

function text(...lines: string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

function openRepository() {
  const folder = mkdtempSync(join(tmpdir(), 'fegg-blame-'))
  const git = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('git', args, {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'A',
        GIT_AUTHOR_EMAIL: 'a@example.org',
        GIT_COMMITTER_NAME: 'A',
        GIT_COMMITTER_EMAIL: 'a@example.org',
      },
    })
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
    return stdout
  }
  git('init', '-q')
  return {
    commit(files: Files, number: number) {
      for (const [path, content] of Object.entries(files)) {
        const file = join(folder, path)
        if (content === null) rmSync(file)
        else {
          mkdirSync(dirname(file), { recursive: true })
          writeFileSync(file, content)
        }
      }
      git('add', '-A')
      git('commit', '-q', '--allow-empty', '-m', String(number))
    },
    /** The number of the commit of each line. */
    blame(path: string): number[] {
      const said = git('blame', '--line-porcelain', '--', path)
      return [...said.matchAll(/^summary (\d+)$/gm)].map(([, number]) => Number(number))
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}

/** Inserts, deletes, replaces and renames; no line is ever written twice. */
function randomStep(before: ReadonlyMap<string, string>, chance: ReturnType<typeof chanceOf>) {
  let fresh = 0
  const own = newId()
  const line = () => `line ${own} ${(fresh += 1)}`
  const some = () => Array.from({ length: 1 + chance(4) }, line)
  const edits: Files = {}
  const paths = [...before.keys()]
  if (paths.length < 3 || chance(6) === 0)
    edits[`src/${newId()}.ts`] = text(...Array.from({ length: 5 + chance(20) }, line))
  for (const path of paths) {
    if (chance(2) === 0) continue
    const lines = (before.get(path) ?? '').split('\n').slice(0, -1)
    for (let changes = 1 + chance(3); changes > 0; changes -= 1) {
      const at = chance(lines.length + 1)
      const removed = chance(Math.min(3, Math.max(1, lines.length - at)))
      lines.splice(at, removed, ...(chance(3) === 0 && removed > 0 ? [] : some()))
    }
    const to = chance(8) === 0 ? `lib/${newId()}.ts` : path
    if (to !== path) edits[path] = null
    edits[to] = text(...lines, ...(lines.length === 0 ? some() : []))
  }
  return edits
}

describe('rule 47.1: each line has the version in which it appeared', () => {
  test.each([1, 2, 3, 4])(
    'rule 47.1: as git blame says of the same history (seed %i)',
    async (seed) => {
      const one = await openOne()
      using repository = openRepository()
      const chance = chanceOf(seed)
      const files = new Map<string, string>()
      for (let number = 1; number <= 25; number += 1) {
        const edits = randomStep(files, chance)
        if (Object.keys(edits).length === 0) edits[`src/${newId()}.ts`] = text(newId())
        for (const [path, content] of Object.entries(edits))
          if (content === null) files.delete(path)
          else files.set(path, content)
        const made = await one.save(edits)
        expect(made.number).toBe(number)
        repository.commit(edits, number)
      }
      for (const path of files.keys())
        expect(numbersOf(await one.blame(path)), path).toEqual(repository.blame(path))
    },
  )

  test('rule 47.1: says who asked for it, in what words and when', async () => {
    const one = await openOne()
    const { id } = await one.save({ 'a.ts': text('one') })
    expect(await one.blame('a.ts')).toMatchObject({
      sources: [
        { id, number: 1, kind: 'run', title: 'asked', authors: [{ name: 'Anna' }], session: null },
      ],
      lines: [[0, 1]],
      large: false,
    })
    expect(await one.blame('a.ts', id)).toEqual(await one.blame('a.ts'))
  })

  test('rule 47.1: of the files that the session began with, that is its first version', async () => {
    const one = await openOne()
    expect(numbersOf(await one.blame('src/App.tsx'))).toEqual([0, 0, 0])
    const lines = ['export default function App() {', '  return <Cart />', '}']
    await one.save({ 'src/App.tsx': text(...lines) })
    expect(numbersOf(await one.blame('src/App.tsx'))).toEqual([0, 1, 0])
  })

  test('rule 47.1: lines that no version has yet are said to be unsaved', async () => {
    const one = await openOne()
    await one.save({ 'a.ts': text('one', 'two') })
    await one.change({ 'a.ts': text('one', 'new', 'two') })
    expect(numbersOf(await one.blame('a.ts'))).toEqual([1, 'unsaved', 1])
    await one.save({})
    expect(numbersOf(await one.blame('a.ts'))).toEqual([1, 2, 1])
  })

  test('rule 47.1: an empty file, a missing one and a binary one have no lines', async () => {
    const one = await openOne()
    await one.save({ 'empty.ts': '', 'nul.bin': '\0' })
    expect(await one.blame('empty.ts')).toMatchObject({ hash: hashOf(''), lines: [] })
    for (const path of ['nul.bin', 'gone.ts'])
      expect(await one.blame(path)).toMatchObject({ hash: null, lines: [] })
  })

  test('rule 47.5: a long file counts as its last change’s', async () => {
    const one = await openOne()
    const lines = Array.from({ length: limits.blamedLines + 1 }, (_, n) => `line ${n}`)
    await one.save({ 'long.ts': text(...lines) })
    await one.save({ 'long.ts': text(...lines, 'more') })
    const { lines: runs, large } = await one.blame('long.ts')
    expect({ runs, large }).toEqual({ runs: [[0, lines.length + 1]], large: true })
    expect(numbersOf(await one.blame('long.ts'))[0]).toBe(2)
  })
})

describe('rule 47.2: lines that come back come from where they came from first', () => {
  test('rule 47.2: after an undo whose later changes stay', async () => {
    const one = await openOne()
    await one.save({ 'a.ts': text('one', 'two', 'three') })
    const { id } = await one.save({ 'a.ts': text('one', 'other', 'three') })
    await one.save({ 'a.ts': text('one', 'other', 'three', 'four') })
    const undo = { kind: 'undo' as const, undoes: [id] }
    const undone = await one.save({ 'a.ts': text('one', 'two', 'three', 'four') }, undo)
    expect(numbersOf(await one.blame('a.ts'))).toEqual([1, 1, 1, 3])
    const redo = { kind: 'undo' as const, undoes: [undone.id] }
    await one.save({ 'a.ts': text('one', 'other', 'three', 'four', 'five') }, redo)
    expect(numbersOf(await one.blame('a.ts'))).toEqual([1, 2, 1, 3, 5])
  })

  test('rule 47.2: after a restore, also of a deleted file', async () => {
    const one = await openOne()
    await one.save({ 'a.ts': text('one'), 'b.ts': text('b') })
    await one.save({ 'a.ts': text('one', 'two') })
    await one.save({ 'a.ts': null, 'b.ts': text('c') })
    await one.save({ 'a.ts': text('one', 'two'), 'b.ts': text('b') }, { kind: 'restore' })
    expect(numbersOf(await one.blame('a.ts'))).toEqual([1, 2])
    expect(numbersOf(await one.blame('b.ts'))).toEqual([1])
  })
})

forEachDatabase((_kind, open) => {
  test('rule 47.3: a fork keeps where its lines come from, and a merge brings it back', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const anna = await spine.person('Anna')
    const sessionId = await spine.session(anna)
    const here = openHistory(spine, sessionId, anna.id)
    await here.save({ 'a.ts': text('one', 'two') })
    const forkId = newId()
    const message = { id: newId(), sessionId, authorId: anna.id, text: 'elsewhere' }
    await sendMessage(spine.commands, { ...message, delivery: 'fork', forkId })
    const there = openHistory(spine, forkId, anna.id)
    const source = { number: 1, session: { id: sessionId } }
    expect((await there.blame('a.ts')).sources).toMatchObject([source])
    // not even the fork changed this one
    expect((await there.blame('package.json')).sources).toMatchObject([
      { number: 0, session: { id: sessionId } },
    ])
    const made = await there.save({ 'a.ts': text('zero', 'one', 'two') })
    expect((await there.blame('a.ts')).sources).toMatchObject([
      { number: 1, session: null },
      source,
    ])
    await here.save({ 'a.ts': text('one', 'two', 'three') })
    const merge = { kind: 'merge' as const, mergedId: made.id }
    await here.save({ 'a.ts': text('zero', 'one', 'two', 'three') }, merge)
    expect((await here.blame('a.ts')).sources).toMatchObject([
      { id: made.id, session: { id: forkId } },
      { number: 1, session: null },
      { number: 2, session: null },
    ])
    // the source is gone for good: its versions can't be named any more, the fork's own can
    await spine.db.delete(sessions).where(eq(sessions.id, sessionId))
    const left = await there.blame('a.ts')
    expect(left.sources).toMatchObject([{ number: 1 }, 'unknown'])
  })

  test('rule 47.4: of versions from before this was kept it is found once, then kept', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const anna = await spine.person('Anna')
    const sessionId = await spine.session(anna)
    const one = openHistory(spine, sessionId, anna.id)
    await one.save({ 'a.ts': text('one', 'two', 'three', 'four') })
    await one.save({ 'a.ts': text('one', 'two', 'new', 'three', 'four') })
    await one.save({ 'a.ts': null, 'b.ts': text('one', 'two', 'new', 'three', 'last') })
    await one.save({ 'c.ts': text('c') })
    await spine.db.delete(blames)
    await spine.db.update(versions).set({ files: [] })
    expect(numbersOf(await one.blame('b.ts'))).toEqual([1, 1, 2, 1, 3])
    const rows = await spine.db.select().from(blames).where(eq(blames.sessionId, sessionId))
    expect(rows.map(({ path }) => path).sort()).toEqual(['a.ts', 'a.ts', 'b.ts'])
    await one.save({ 'b.ts': text('zero', 'one', 'two', 'new', 'three', 'last') })
    expect(numbersOf(await one.blame('b.ts'))).toEqual([5, 1, 1, 2, 1, 3])
  })
})

describe('rule 47.6: an element of the page leads to who asked for it', () => {
  const app = (label: string) =>
    text(
      'export default function App() {',
      '  return (',
      '    <main',
      '      className="p-4"',
      '    >',
      '      <h1>Bakery</h1>',
      '      <button>',
      `        ${label}`,
      '      </button>',
      '      <ul>{[1].map((n) => <li key={n}>{n}</li>)}</ul>',
      '    </main>',
      '  )',
      '}',
    )

  async function openApp() {
    const one = await openOne()
    await one.save({ 'src/App.tsx': app('Buy') })
    await one.save({ 'src/App.tsx': app('Order') })
    const at = (line: number, column: number, hash: string | null = hashOf(app('Order'))) =>
      blameElement(spine.db, one.anna.id, {
        sessionId: one.sessionId,
        place: { path: 'src/App.tsx', line, column, hash },
      })
    return { ...one, at }
  }

  test('rule 47.6: with the lines that are its own, who made it and who changed it last', async () => {
    const one = await openApp()
    expect(await one.at(7, 7)).toMatchObject({
      from: 7,
      to: 9,
      exact: true,
      made: { number: 1 },
      changed: { number: 2 },
    })
    // of one that has others in it, its opening tag
    expect(await one.at(3, 5)).toMatchObject({ from: 3, to: 5, changed: { number: 1 } })
    expect(await one.at(10, 7)).toMatchObject({ from: 10, to: 10, changed: { number: 1 } })
  })

  test('rule 47.6: a page that shows an older file is told of that file', async () => {
    const one = await openApp()
    const moved = `// a comment\n${app('Order')}`
    await one.save({ 'src/App.tsx': moved })
    expect(await one.at(7, 7)).toMatchObject({
      from: 7,
      to: 9,
      exact: true,
      changed: { number: 2 },
    })
    await one.change({ 'src/App.tsx': `${moved}// more\n` })
    expect(await one.at(8, 7, hashOf(moved))).toMatchObject({ from: 8, to: 10, exact: true })
  })

  test('rule 47.6: a page that lies learns nothing that the session does not have', async () => {
    const one = await openApp()
    const { anna } = one
    const other = await spine.session(anna)
    const elsewhere = openHistory(spine, other, anna.id)
    const secret = text('secret', 'secret', 'secret', '<b>secret</b>')
    await elsewhere.save({ 'src/App.tsx': secret, 'src/Other.tsx': secret })
    expect(await one.at(4, 1, hashOf(secret))).toMatchObject({ exact: false, made: { number: 1 } })
    expect(await one.at(999_999, 999_999)).toMatchObject({ from: 14, to: 14, made: 'unknown' })
    const ask = (path: string) =>
      blameElement(spine.db, anna.id, {
        sessionId: one.sessionId,
        place: { path, line: 1, column: 1, hash: hashOf(secret) },
      })
    for (const path of ['src/Other.tsx', '../../etc/passwd', '/', 'src'])
      await expect(ask(path)).rejects.toMatchObject({ code: 'not_found' })
  })
})
