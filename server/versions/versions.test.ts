import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { blobs, events, sessions, trees, versions } from '../../drizzle/schema.ts'
import { type Id, newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { sendMessage } from '../runs/send-message.ts'
import { forEachDatabase } from '../testing/database.ts'
import { firstFiles, openSpine, type Spine } from '../testing/spine.ts'
import { hashOf, readBlob } from './blobs.ts'
import type { FileEdit } from './file-change.ts'
import { keepBlob } from './recent-blobs.ts'
import { readTree, versionOf } from './read-tree.ts'
import { createVersion, type VersionBy } from './versions.ts'
import { binaryFiles, changeFiles, readFile, treeEntries } from './working-tree.ts'

function change(spine: Spine, sessionId: Id, edits: FileEdit[]) {
  return spine.lockSession(sessionId, (locked) => changeFiles(locked, edits, null))
}

async function addVersion(spine: Spine, sessionId: Id, by: Partial<VersionBy> = {}) {
  const made = await spine.lockSession(sessionId, (locked) =>
    createVersion(locked, { runId: null, authors: [], reason: 'asked', ...by }),
  )
  if (!made) throw new Error('nothing has changed')
  return versionOf(spine.db, sessionId, made.id)
}

/** So that contents come from the database. */
function forgetRecent() {
  for (const hash of ['one', 'other']) keepBlob(hash + newId(), new Uint8Array(8_000_000))
}

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const files: Record<string, Uint8Array> = {
  'public/logo.png': png,
  'public/latin1.txt': Buffer.from([0x66, 0xfc, 0x72]),
  'public/empty.bin': new Uint8Array(0),
  'public/zeros.bin': new Uint8Array(100_000),
  'src/bom.ts': Buffer.from('\ufeffexport {}\r\n'),
  'public/large.wasm': randomBytes(limits.fileBytes),
}

forEachDatabase((kind, open) => {
  test('rule 43.2: any bytes are the same in the tree, a version and a fork', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const { db } = spine
    const anna = await spine.person('Anna')
    const sessionId = await spine.session(anna)
    const edits = Object.entries(files).map(([path, content]) => ({ path, content }))
    await change(spine, sessionId, edits)
    const version = await addVersion(spine, sessionId)
    const forkId = newId()
    const message = { id: newId(), sessionId, authorId: anna.id, text: 'elsewhere' }
    await sendMessage(spine.commands, { ...message, delivery: 'fork', forkId })
    forgetRecent()
    for (const entries of [
      await treeEntries(db, sessionId),
      await readTree(db, version.treeHash),
      await treeEntries(db, forkId),
    ]) {
      expect(entries).toHaveLength(edits.length + firstFiles.length)
      for (const { path, content } of edits) {
        const hash = entries.find((entry) => entry.path === path)?.hash ?? ''
        const stored = await readBlob(db, hash)
        expect(hash === hashOf(content) && Buffer.compare(stored, content), path).toBe(0)
      }
    }
    const [fork] = await db.select().from(sessions).where(eq(sessions.id, forkId))
    expect(fork).toMatchObject({ forkedFrom: sessionId, forkedVersion: version.id })
  })

  test('rule 43.2: contents are stored small where that is possible', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const sessionId = await spine.session(await spine.person('Anna'))
    const [zeros, noise] = [new Uint8Array(100_000), randomBytes(1_000)]
    await change(spine, sessionId, [
      { path: 'zeros', content: zeros },
      { path: 'noise', content: noise },
    ])
    const stored = async (content: Uint8Array) =>
      (
        await spine.db
          .select()
          .from(blobs)
          .where(eq(blobs.hash, hashOf(content)))
      )[0]
    expect(await stored(zeros)).toMatchObject({ encoding: 'zstd', size: 100_000, binary: true })
    expect((await stored(zeros))?.content.byteLength).toBeLessThan(200)
    expect(await stored(noise)).toMatchObject({ encoding: 'raw', size: 1_000, binary: true })
  })

  test('rule 43.3: what does not fit into the tree keeps all of the change out', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const { db } = spine
    const sessionId = await spine.session(await spine.person('Anna'))
    const before = await treeEntries(db, sessionId)
    const count = await db.$count(events, eq(events.sessionId, sessionId))
    const many = Array.from({ length: limits.treeFiles }, (_, n) => ({
      path: `n/${n}.txt`,
      content: '',
    }))
    const refused: Array<[FileEdit[], string]> = [
      [[{ path: 'src/app.tsx', content: '' }], 'there is src/App.tsx already'],
      [[{ path: 'src', content: '' }], 'src is a folder'],
      [[{ path: 'src/App.tsx/b.ts', content: '' }], 'src/App.tsx is a file'],
      [[{ path: 'a', content: new Uint8Array(limits.fileBytes + 1) }], 'larger than 5 MB'],
      [many, 'at most 5,000 files'],
    ]
    for (const [edits, message] of refused)
      await expect(
        change(spine, sessionId, [{ path: 'src/good.ts', content: 'x' }, ...edits]),
      ).rejects.toMatchObject({ code: 'bad_input', message: expect.stringContaining(message) })
    expect(await treeEntries(db, sessionId)).toEqual(before)
    expect(await db.$count(events, eq(events.sessionId, sessionId))).toBe(count)
    // as many as there may be
    await change(spine, sessionId, many.slice(before.length))
    expect(await treeEntries(db, sessionId)).toHaveLength(limits.treeFiles)
    const version = await addVersion(spine, sessionId)
    expect(version.files).toHaveLength(limits.treeFiles - before.length)
  }, 60_000)

  test('rule 43.4: a binary file has a size and no text, and counts no lines', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const sessionId = await spine.session(await spine.person('Anna'))
    const [made] = await change(spine, sessionId, [{ path: 'logo.png', content: png }])
    expect(made).toMatchObject({ change: 'created', binary: true, added: 0, removed: 0 })
    expect(await readFile(spine.db, sessionId, 'logo.png')).toBeNull()
    expect(await binaryFiles(spine.db, sessionId)).toEqual(new Map([['logo.png', 16]]))
    const [text] = await change(spine, sessionId, [{ path: 'logo.png', content: 'a\nb\n' }])
    expect(text).toMatchObject({ change: 'edited', binary: true, added: 0, removed: 0 })
    expect(await readFile(spine.db, sessionId, 'logo.png')).toBe('a\nb\n')
  })

  test('rule 43.5: a version says what it is and what it changed', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const anna = await spine.person('Anna')
    const sessionId = await spine.session(anna)
    const [start] = await spine.db.select().from(versions).where(eq(versions.sessionId, sessionId))
    expect(start).toMatchObject({ number: 0, kind: 'start', outcome: 'done', files: [] })
    await change(spine, sessionId, [
      { path: 'src/App.tsx', content: null },
      { path: 'src/pages/App.tsx', content: firstFiles[1]?.content ?? '' },
      { path: 'src/b.ts', content: 'x\ny\n' },
      { path: 'logo.png', content: png },
    ])
    const by = {
      kind: 'merge' as const,
      outcome: 'cancelled' as const,
      authors: [anna.id],
      mergedId: newId(),
      undoes: [newId()],
      checks: { types: true, page: null },
    }
    const version = await addVersion(spine, sessionId, by)
    const lines = { binary: false, from: null, removed: 0 }
    expect(version).toMatchObject({
      ...by,
      number: 1,
      parentId: start?.id,
      files: [
        { path: 'logo.png', change: 'created', from: null, binary: true, added: 0, removed: 0 },
        { ...lines, path: 'src/b.ts', change: 'created', added: 2 },
        { ...lines, path: 'src/pages/App.tsx', change: 'edited', from: 'src/App.tsx', added: 0 },
      ],
    })
  })

  test('rule 43.1: a version stores the changed folders and no others', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const sessionId = await spine.session(await spine.person('Anna'))
    const paths = Array.from({ length: 300 }, (_, n) => `src/${n % 20}/part/${n}.ts`)
    await change(
      spine,
      sessionId,
      paths.map((path) => ({ path, content: path })),
    )
    await addVersion(spine, sessionId)
    const before = await spine.db.$count(trees)
    await change(
      spine,
      sessionId,
      paths.slice(0, 3).map((path) => ({ path, content: 'changed' })),
    )
    await addVersion(spine, sessionId)
    // the root, src, and two folders for each of the three files
    expect((await spine.db.$count(trees)) - before).toBe(8)
  })

  if (kind === 'server') return
  test('rule 43.2: a byte order mark, line ends and a last line without an end stay', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const sessionId = await spine.session(await spine.person('Anna'))
    const content = '\ufeffa\r\nb\rc'
    await change(spine, sessionId, [{ path: 'a.txt', content: Buffer.from(content) }])
    forgetRecent()
    expect(await readFile(spine.db, sessionId, 'a.txt')).toBe(content)
  })
})
