import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { versionPictures, versions } from '../../drizzle/schema.ts'
import { type Id, newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { VersionAt } from '../../shared/protocol/inputs/version-inputs.ts'
import { addVersion } from '../testing/add-version.ts'
import { startAppServer } from '../testing/app-server.ts'
import { enter, type Person, share } from '../testing/people.ts'
import { code } from '../testing/team.ts'
import { hashOf } from './blobs.ts'

type App = Awaited<ReturnType<typeof startAppServer>>
let app: App
let anna: Person
let ben: Person
let eve: Person

beforeAll(async () => {
  app = await startAppServer([{ text: 'Hello.' }])
  anna = await enter(app, 'account')
  ben = await enter(app, 'guest')
  eve = await enter(app, 'guest')
})
afterAll(() => app?.[Symbol.asyncDispose]())

async function openSession(role: 'editor' | 'viewer' = 'editor') {
  const sessionId = newId()
  await anna.api.sessions.create.mutate({ id: sessionId, name: 'Bakery' })
  const { token } = await share(anna, sessionId, role)
  await ben.api.shares.open.mutate({ token })
  const { lockSession } = app.services
  const build = (
    text: string,
    files: Record<string, string | Uint8Array | null>,
    more: Partial<Parameters<typeof addVersion>[1]> = {},
  ) =>
    addVersion(lockSession, {
      sessionId,
      authors: [anna.id],
      text,
      edits: Object.entries(files).map(([path, content]) => ({ path, content })),
      ...more,
    })
  const list = (more: object = {}, by: Person = anna) =>
    by.api.versions.list.query({ sessionId, before: null, ...more })
  return { sessionId, build, list }
}

function numbers(page: { versions: Array<{ number: number }> }) {
  return page.versions.map(({ number }) => number)
}

describe('rule 46.1: the list of versions', () => {
  test('rule 46.1: says what each changed, who asked for it and in which message, newest first', async () => {
    const { build, list } = await openSession()
    const header = await build('Make the header blue\n\nand larger', { 'src/Header.tsx': 'a\nb\n' })
    await build(
      'Now a cart',
      { 'src/Cart.tsx': 'cart\n', 'src/Header.tsx': 'a\nc\n' },
      {
        authors: [ben.id, anna.id],
        row: { outcome: 'cancelled', checks: { types: true, page: false } },
      },
    )
    const { versions: found, more } = await list()
    expect(more).toBe(false)
    expect(found).toMatchObject([
      {
        number: 2,
        kind: 'run',
        outcome: 'cancelled',
        title: 'Now a cart',
        authors: [{ id: ben.id }, { id: anna.id }],
        parentId: header.id,
        fileCount: 2,
        added: 2,
        removed: 1,
        checks: { types: true, page: false },
      },
      {
        number: 1,
        id: header.id,
        title: 'Make the header blue',
        messageId: header.messageId,
        replyId: header.replyId,
        authors: [{ id: anna.id }],
        fileCount: 1,
        added: 2,
        removed: 0,
        checks: null,
        name: null,
        starred: false,
        picture: false,
        undoneBy: null,
      },
      { number: 0, title: 'Started', messageId: null, parentId: null, fileCount: 0 },
    ])
  })

  test('rule 46.1: one of them can be read by its id, in its own session', async () => {
    const { sessionId, build } = await openSession()
    const { id: versionId } = await build('Blue', { 'a.css': 'blue\n' })
    const get = (inSession: Id) => anna.api.versions.get.query({ sessionId: inSession, versionId })
    expect(await get(sessionId)).toMatchObject({ id: versionId, number: 1, title: 'Blue' })
    await expect(get((await openSession()).sessionId)).rejects.toMatchObject(code('not_found'))
  })

  test('rule 46.1: knows which have a picture', async () => {
    const { build, list } = await openSession()
    const { id } = await build('Blue', { 'a.css': 'blue\n' })
    const picture = { image: new Uint8Array([1]), type: 'image/png' as const, at: new Date() }
    await app.db.insert(versionPictures).values({ versionId: id, ...picture })
    expect((await list()).versions.map((version) => version.picture)).toEqual([true, false])
  })

  test('rule 46.2: comes in pages, and can be narrowed to a person, a message, a file and the starred', async () => {
    const { build, list } = await openSession()
    const first = await build('Number 1', { 'a.ts': '1\n' })
    for (let n = 2; n <= limits.pageSize; n++)
      await build(`Number ${n}`, { [n % 2 ? 'a.ts' : 'b.ts']: `${n}\n` })
    await build('By Ben', { 'c.ts': 'c\n' }, { authors: [ben.id] })
    await build('', { 'c.ts': 'again\n' }, { authors: [ben.id], messageId: first.messageId })
    const page = await list()
    expect(page.versions).toHaveLength(limits.pageSize)
    expect(page.more).toBe(true)
    const oldest = page.versions.at(-1)?.number ?? 0
    const rest = await list({ before: oldest })
    expect(rest).toMatchObject({ more: false })
    expect([...numbers(page), ...numbers(rest)]).toEqual(
      Array.from({ length: limits.pageSize + 3 }, (_, index) => limits.pageSize + 2 - index),
    )
    expect(numbers(await list({ authorId: ben.id }))).toEqual([62, 61])
    expect(numbers(await list({ path: 'c.ts' }))).toEqual([62, 61])
    expect(numbers(await list({ path: 'c.ts', authorId: anna.id }))).toEqual([])
    expect(numbers(await list({ messageId: first.messageId }))).toEqual([62, 1])
    expect(numbers(await list({ starred: true }))).toEqual([])
    expect(
      await anna.api.versions.filters.query({
        sessionId: page.versions[0] ? await sessionOf(page.versions[0].id) : '',
      }),
    ).toEqual({
      people: expect.arrayContaining([
        expect.objectContaining({ id: anna.id }),
        expect.objectContaining({ id: ben.id }),
      ]),
      paths: ['a.ts', 'b.ts', 'c.ts'],
    })
  })

  test('rule 46.2: a renamed file is found by both of its names', async () => {
    const { build, list } = await openSession()
    const file = { change: 'edited' as const, binary: false, added: 0, removed: 0 }
    await build(
      'Rename',
      { 'new.ts': 'same\n' },
      { row: { files: [{ ...file, path: 'new.ts', from: 'old.ts' }] } },
    )
    expect(numbers(await list({ path: 'old.ts' }))).toEqual([1])
    expect(numbers(await list({ path: 'new.ts' }))).toEqual([1])
  })

  test('rule 46.3: shows which were undone, by an undo that is in force', async () => {
    const { build, list } = await openSession()
    const undone = async () =>
      Object.fromEntries(
        (await list()).versions.flatMap(({ number, undoneBy }) =>
          undoneBy ? [[number, undoneBy.number]] : [],
        ),
      )
    const undo = (content: string, kind: 'undo' | 'restore', undoes: Id[]) =>
      build('Undo', { 'a.ts': content }, { row: { kind, undoes } })
    const one = await build('One', { 'a.ts': '1\n' })
    const two = await undo('0\n', 'undo', [one.id])
    expect(await undone()).toEqual({ 1: 2 })
    const three = await undo('1\n', 'undo', [two.id])
    expect(await undone()).toEqual({ 2: 3 })
    await undo('0\n', 'undo', [three.id])
    expect(await undone()).toEqual({ 1: 2, 3: 4 })
    await undo('1\n', 'restore', [three.id])
    expect(await undone()).toEqual({ 2: 3, 4: 5 })
    const { versions: found } = await list()
    expect(found.find(({ number }) => number === 2)?.undoes).toEqual([{ id: one.id, number: 1 }])
    expect(found.filter(({ redo }) => redo).map(({ number }) => number)).toEqual([3])
  })

  test('rule 46.1: the version of another session that was merged is named to those who may see it', async () => {
    const { sessionId, build } = await openSession()
    const other = await openSession()
    await app.db.execute(
      sql`delete from grants where user_id = ${ben.id} and link_id in
        (select id from share_links where session_id = ${other.sessionId})`,
    )
    const theirs = await other.build('Theirs', { 'a.ts': '1\n' })
    await build('Merge', { 'a.ts': '1\n' }, { row: { kind: 'merge', mergedId: theirs.id } })
    const merged = async (by: Person) =>
      (await by.api.versions.list.query({ sessionId, before: null })).versions[0]?.merged
    expect(await merged(anna)).toEqual({
      id: theirs.id,
      number: 1,
      sessionId: other.sessionId,
      sessionName: 'Bakery',
    })
    expect(await merged(ben)).toBeNull()
  })

  test('rule 46.2: what versions of an earlier release changed is computed when it is asked for', async () => {
    const { sessionId, build, list } = await openSession()
    await build('One', { 'a.ts': '1\n2\n' })
    await build('Two', { 'a.ts': '1\n3\n', 'b.ts': 'b\n' })
    await app.db.update(versions).set({ files: [] }).where(eq(versions.sessionId, sessionId))
    expect((await list()).versions.map(({ fileCount, added }) => [fileCount, added])).toEqual([
      [2, 2],
      [1, 2],
      [0, 0],
    ])
    await app.db.update(versions).set({ files: [] }).where(eq(versions.sessionId, sessionId))
    expect(numbers(await list({ path: 'b.ts' }))).toEqual([2])
  })
})

async function sessionOf(versionId: Id) {
  const [row] = await app.db.select().from(versions).where(eq(versions.id, versionId))
  return row?.sessionId ?? ''
}

describe('rule 46.4: a name and a star', () => {
  test('rule 46.4: are given by editors, seen by everybody, and told at once', async () => {
    const { sessionId, build, list } = await openSession()
    const { id: versionId } = await build('Blue', { 'a.css': 'blue\n' })
    await ben.api.versions.name.mutate({ sessionId, versionId, name: '  The blue one ' })
    await ben.api.versions.star.mutate({ sessionId, versionId, starred: true })
    await ben.api.versions.star.mutate({ sessionId, versionId, starred: true })
    expect((await list()).versions[0]).toMatchObject({ name: 'The blue one', starred: true })
    expect(numbers(await list({ starred: true }))).toEqual([1])
    const told = await app.db.execute(
      sql`select count(*)::int as count from events
        where session_id = ${sessionId} and event ->> 'type' = 'version_changed'`,
    )
    expect(told.rows).toEqual([{ count: 2 }])
    await anna.api.versions.name.mutate({ sessionId, versionId, name: null })
    await anna.api.versions.star.mutate({ sessionId, versionId, starred: false })
    expect((await list()).versions[0]).toMatchObject({ name: null, starred: false })
  })

  test('rule 46.4: viewers give none, and a version of another session can’t be reached', async () => {
    const { sessionId, build } = await openSession('viewer')
    const other = await openSession()
    const { id: versionId } = await build('Blue', { 'a.css': 'blue\n' })
    await expect(
      ben.api.versions.name.mutate({ sessionId, versionId, name: 'Mine' }),
    ).rejects.toMatchObject(code('forbidden'))
    await expect(
      anna.api.versions.star.mutate({ sessionId: other.sessionId, versionId, starred: true }),
    ).rejects.toMatchObject(code('not_found', /no such version/))
    await expect(
      anna.api.versions.name.mutate({
        sessionId,
        versionId,
        name: 'x'.repeat(limits.nameLength + 1),
      }),
    ).rejects.toMatchObject(code('bad_input', /at most 80 characters/))
  })
})

describe('rule 46.5: two states of the files', () => {
  test('rule 46.5: any two versions, and any with now, are compared by file', async () => {
    const { sessionId, build } = await openSession()
    const one = await build('One', { 'a.ts': '1\n2\n', 'b.ts': 'b\n' })
    const two = await build('Two', { 'a.ts': '1\n3\n4\n', 'b.ts': null, 'c.ts': 'c\n' })
    const compare = async (from: Id, to: VersionAt) =>
      (await anna.api.versions.compare.query({ sessionId, from, to })).files.map(
        ({ path, change, added, removed }) => [path, change, added, removed],
      )
    const forth = [
      ['a.ts', 'edited', 2, 1],
      ['b.ts', 'deleted', 0, 1],
      ['c.ts', 'created', 1, 0],
    ]
    expect(await compare(one.id, two.id)).toEqual(forth)
    expect(await compare(one.id, 'now')).toEqual(forth)
    expect(await compare(two.id, one.id)).toEqual([
      ['a.ts', 'edited', 1, 2],
      ['b.ts', 'created', 1, 0],
      ['c.ts', 'deleted', 0, 1],
    ])
    expect(await compare(two.id, 'now')).toEqual([])
    await expect(compare(newId(), 'now')).rejects.toMatchObject(code('not_found'))
    await expect(compare(one.id, newId())).rejects.toMatchObject(code('not_found'))
  })

  test('rule 46.5: a file is read as it was, and as it is now', async () => {
    const { sessionId, build } = await openSession()
    const one = await build('One', { 'a.ts': 'old\n' })
    await build('Two', { 'a.ts': 'new\n' })
    const read = (version: VersionAt, path = 'a.ts', whole = false) =>
      anna.api.versions.file.query({ sessionId, version, path, whole })
    expect(await read(one.id)).toEqual({
      text: 'old\n',
      binary: false,
      large: false,
      size: 4,
      hash: hashOf('old\n'),
    })
    expect(await read('now')).toMatchObject({ text: 'new\n' })
    expect(await read('now', 'none.ts')).toEqual({
      text: null,
      binary: false,
      large: false,
      size: 0,
      hash: null,
    })
    const long = 'x'.repeat(limits.shownFileBytes + 1)
    await build('Three', { 'a.ts': long })
    expect(await read('now')).toMatchObject({ text: null, large: true, size: long.length })
    expect(await read('now', 'a.ts', true)).toMatchObject({ text: long, large: true })
    await expect(read(newId())).rejects.toMatchObject(code('not_found'))
  })
})

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe('rule 46.6: a file’s bytes', () => {
  const get = (by: Person | null, sessionId: string, version: string, path: string) =>
    fetch(`${app.url}/files/${sessionId}/${version}?path=${encodeURIComponent(path)}`, {
      headers: by ? { cookie: by.cookie() } : {},
    })

  test('rule 46.6: pictures are pictures, all else is saved and never a page', async () => {
    const { sessionId, build } = await openSession()
    await build('A logo', { 'public/Logo.PNG': png })
    const drawing = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    const { id } = await build('Pages', { 'public/a.svg': drawing, 'public/a.html': '<p>' })
    const picture = await get(ben, sessionId, 'now', 'public/Logo.PNG')
    expect(picture.status).toBe(200)
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(png)
    expect(picture.headers.get('content-type')).toBe('image/png')
    for (const path of ['public/a.svg', 'public/a.html']) {
      const { headers } = await get(ben, sessionId, id, path)
      expect(headers.get('content-type')).toBe('application/octet-stream')
      expect(headers.get('content-disposition')).toBe('attachment')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
      expect(headers.get('cache-control')).toContain('private')
    }
    expect(
      await anna.api.versions.file.query({ sessionId, version: 'now', path: 'public/Logo.PNG' }),
    ).toEqual({
      text: null,
      binary: true,
      large: false,
      size: png.length,
      hash: hashOf(png),
    })
  })

  test('rule 46.6: strangers find none, nor does anybody a file that isn’t there', async () => {
    const { sessionId, build } = await openSession()
    const other = await openSession()
    const { id } = await build('One', { 'a.ts': 'a\n' })
    expect((await get(anna, sessionId, id, 'a.ts')).status).toBe(200)
    for (const [by, session, version, path] of [
      [eve, sessionId, id, 'a.ts'],
      [null, sessionId, id, 'a.ts'],
      [anna, other.sessionId, id, 'a.ts'],
      [anna, sessionId, id, 'b.ts'],
      [anna, sessionId, 'then', 'a.ts'],
      [anna, sessionId, id, ''],
      [anna, 'no-id', id, 'a.ts'],
    ] as const)
      expect((await get(by, session, version, path)).status).toBe(404)
  })
})

describe('rule 46.7: where a person last was', () => {
  test('rule 46.7: is kept for each, never goes back, and names the version of then', async () => {
    const { sessionId, build } = await openSession()
    const last = (by: Person) => by.api.visits.last.query({ sessionId })
    const mark = (by: Person, seq: number) => by.api.visits.mark.mutate({ sessionId, seq })
    const head = async () => {
      const found = await app.db.execute(
        sql`select last_seq::int as seq from sessions where id = ${sessionId}`,
      )
      return Number(found.rows[0]?.['seq'])
    }
    expect(await last(ben)).toBeNull()
    const began = await head()
    await mark(ben, began)
    expect(await last(ben)).toMatchObject({ seq: began, version: { number: 0 } })
    const one = await build('One', { 'a.ts': '1\n' })
    const seen = await head()
    await mark(ben, seen)
    await build('Two', { 'a.ts': '2\n' })
    expect(await last(ben)).toMatchObject({ seq: seen, version: { id: one.id, number: 1 } })
    await mark(ben, began)
    expect(await last(ben)).toMatchObject({ seq: seen })
    await mark(ben, 1_000_000)
    expect(await last(ben)).toMatchObject({ seq: await head(), version: { number: 2 } })
    expect(await last(anna)).toBeNull()
  })
})
