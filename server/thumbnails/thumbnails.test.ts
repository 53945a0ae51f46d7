import { deflateSync } from 'node:zlib'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { events, members, sessions, versions } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { startAppServer, type Visitor } from '../testing/app-server.ts'
import { person } from '../testing/team.ts'
import { readImageInfo } from './thumbnail-image.ts'

/** Only a PNG's beginning: the server reads no more. */
function png(width: number, height: number) {
  const bytes = Buffer.alloc(64)
  bytes.write('\x89PNG\r\n\x1a\n', 0, 'latin1')
  bytes.writeUInt32BE(13, 8)
  bytes.write('IHDR', 12, 'latin1')
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}

function webp(width: number, height: number) {
  const bytes = Buffer.alloc(64)
  bytes.write('RIFF....WEBPVP8X', 0, 'latin1')
  bytes.writeUIntLE(width - 1, 24, 3)
  bytes.writeUIntLE(height - 1, 27, 3)
  return bytes
}

function jpeg(width: number, height: number) {
  const bytes = Buffer.alloc(64)
  bytes.set([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 17, 8], 0)
  bytes.writeUInt16BE(height, 13)
  bytes.writeUInt16BE(width, 15)
  return bytes
}

test.each([
  ['image/png', png(640, 400)],
  ['image/webp', webp(640, 400)],
  ['image/jpeg', jpeg(640, 400)],
])('a picture is known by its own bytes: %s', (type, bytes) => {
  expect(readImageInfo(bytes)).toEqual({ type, width: 640, height: 400 })
})

test.each([
  ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'.padEnd(64))],
  [
    'a drawing with a script',
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/>'.padEnd(64)),
  ],
  ['something packed', deflateSync(Buffer.alloc(4_000, 'x'))],
  ['nothing', Buffer.alloc(0)],
  ['a PNG that ends', png(1, 1).subarray(0, 20)],
  ['a JPEG without a frame', Buffer.from([0xff, 0xd8, ...Array.from({ length: 60 }, () => 0xff)])],
])('no picture: %s', (_what, bytes) => {
  expect(readImageInfo(bytes)).toBeNull()
})

describe('a session’s picture', () => {
  type App = Awaited<ReturnType<typeof startAppServer>>
  let app: App
  let anna: Visitor
  let eve: Visitor
  let sessionId: string

  beforeAll(async () => {
    app = await startAppServer([{ text: 'Hello.' }])
    anna = await person(app)
    eve = await person(app)
    sessionId = newId()
    await anna.api.sessions.create.mutate({ id: sessionId })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  const fetchAs = (visitor: Visitor | null, id = sessionId) =>
    fetch(`${app.url}/pictures/${id}?v=1`, {
      headers: visitor ? { cookie: visitor.cookie() } : {},
    })

  /** As after a run that changed something. */
  const addVersion = async (number: number) => {
    const [first] = await app.db.select().from(versions).where(eq(versions.sessionId, sessionId))
    if (!first) throw new Error('no version')
    const id = newId()
    await app.db.insert(versions).values({ ...first, id, number, runId: null })
    await app.db.update(sessions).set({ headVersionId: id }).where(eq(sessions.id, sessionId))
  }

  const keep = (visitor: Visitor, version: number, image: Buffer) =>
    visitor.api.preview.keepPicture.mutate({ sessionId, version, image: image.toString('base64') })

  test('rule 22.1: is wanted once for each version, kept, and shown to who may see the session', async () => {
    const wanted = () => anna.api.preview.pictureWanted.query({ sessionId })
    expect(await wanted()).toBeNull()
    expect((await fetchAs(anna)).status).toBe(404)
    await addVersion(1)
    expect(await wanted()).toBe(1)
    await keep(anna, 1, webp(640, 400))
    await keep(anna, 1, png(1, 1))
    expect(await wanted()).toBeNull()
    const answer = await fetchAs(anna)
    expect(answer.status).toBe(200)
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(webp(640, 400))
    await addVersion(2)
    expect(await wanted()).toBe(2)
    await keep(anna, 1, png(1, 1))
    expect(await wanted()).toBe(2)
  })

  test('rule 22.2: is served as a picture and as nothing else', async () => {
    const { headers } = await fetchAs(anna)
    expect(headers.get('content-type')).toBe('image/webp')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toContain('private')
    expect(headers.get('content-security-policy')).toContain('sandbox')
  })

  test('rule 22.2: what is no picture, too large in bytes or in pixels is refused', async () => {
    const refused = { data: { app: { code: 'bad_input' } } }
    await expect(keep(anna, 2, Buffer.from('<script>'.padEnd(64)))).rejects.toMatchObject(refused)
    await expect(keep(anna, 2, png(40_000, 40_000))).rejects.toMatchObject(refused)
    await expect(keep(anna, 2, png(0, 10))).rejects.toMatchObject(refused)
    await expect(
      keep(anna, 2, Buffer.concat([png(10, 10), Buffer.alloc(200_000)])),
    ).rejects.toMatchObject(refused)
  })

  test('rules 6.3, 22.2: a stranger and somebody who is not signed in find none; a viewer sees it and can’t change it', async () => {
    for (const visitor of [eve, null]) expect((await fetchAs(visitor)).status).toBe(404)
    expect((await fetchAs(anna, 'no-id')).status).toBe(404)
    const [session] = await app.db.select().from(sessions).where(eq(sessions.id, sessionId))
    const me = await eve.api.auth.me.query()
    if (!session || !me) throw new Error('not there')
    const { workspaceId } = session
    await app.db.insert(members).values({ workspaceId, userId: me.id, role: 'viewer' })
    expect((await fetchAs(eve)).status).toBe(200)
    await expect(keep(eve, 2, png(10, 10))).rejects.toMatchObject({
      data: { app: { code: 'forbidden' } },
    })
  })

  test('rule 43.6: is kept for its version too, when the session has a newer one', async () => {
    const [first] = await app.db
      .select()
      .from(versions)
      .where(and(eq(versions.sessionId, sessionId), eq(versions.number, 1)))
    if (!first) throw new Error('no version')
    await keep(anna, 2, png(20, 10))
    const get = (visitor: Visitor | null, path: string) =>
      fetch(`${app.url}/pictures/${path}`, {
        headers: visitor ? { cookie: visitor.cookie() } : {},
      })
    const answer = await get(anna, `${sessionId}/${first.id}`)
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(webp(640, 400))
    expect(answer.headers.get('content-type')).toBe('image/webp')
    expect(answer.headers.get('content-security-policy')).toContain('sandbox')
    const stranger = await person(app)
    const others = newId()
    await stranger.api.sessions.create.mutate({ id: others })
    for (const [visitor, path] of [
      [stranger, `${sessionId}/${first.id}`],
      [null, `${sessionId}/${first.id}`],
      [stranger, `${others}/${first.id}`],
      [anna, `${sessionId}/${newId()}`],
      [anna, `${sessionId}/no-id`],
    ] as const)
      expect((await get(visitor, path)).status).toBe(404)
    const told = await app.db.select().from(events).where(eq(events.sessionId, sessionId))
    const changed = told.filter(({ event }) => event.type === 'version_changed')
    expect(changed[0]?.event).toEqual({ type: 'version_changed', versionId: first.id })
  })
})
