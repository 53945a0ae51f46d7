import { asc, eq } from 'drizzle-orm'
import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { drafts, messages } from '../../drizzle/schema.ts'
import { closeCodes } from '../../shared/protocol/close-codes.ts'
import { newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { draftText } from '../../shared/protocol/doc-names.ts'
import { createMemoryBus } from '../bus/memory-bus.ts'
import { updateFrame } from '../rooms/doc-protocol.ts'
import { awaitDraft } from '../rooms/draft-take.ts'
import type { Room } from '../rooms/room.ts'
import { forEachDatabase, openTestDatabase } from '../testing/database.ts'
import { openSpine, type Spine } from '../testing/spine.ts'
import { createTypist } from '../testing/typist.ts'
import { sendMessage } from './send-message.ts'

type Typist = ReturnType<typeof createTypist>

async function openSession(spine: Spine) {
  const [ada, ben] = [await spine.person('Ada'), await spine.person('Ben')]
  const sessionId = await spine.session(ada)
  const room = await spine.rooms.get(sessionId)
  const typist = (person: { id: string }, at: Room = room) => createTypist(person.id, at.draftDoc)
  return { ada, ben, sessionId, room, typist }
}

async function send(
  spine: Spine,
  room: Room,
  { by, seen }: Typist,
  options: { id?: string; state?: string } = {},
) {
  return sendMessage(spine.commands, {
    id: options.id ?? newId(),
    sessionId: room.sessionId,
    authorId: by,
    draft: await awaitDraft(room.draftDoc, options.state ?? seen()),
    delivery: 'after',
  })
}

async function said(spine: Spine, sessionId: string) {
  return spine.db
    .select({ id: messages.id, text: messages.text, authors: messages.authors })
    .from(messages)
    .where(eq(messages.sessionId, sessionId))
    .orderBy(asc(messages.order))
}

forEachDatabase((_name, open) => {
  test('rule 30.1: sending takes exactly what its sender saw; keystrokes after that stay', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const { ada, ben, sessionId, room, typist } = await openSession(spine)
    const [a, b] = [typist(ada), typist(ben)]
    a.type('make the header blue')
    a.text.delete(0, 4)
    const state = a.seen()
    b.type('wide ', 5)
    a.type(' and tall')
    await send(spine, room, a, { state })
    expect(await said(spine, sessionId)).toMatchObject([
      { text: 'the header blue', authors: [ada.id] },
    ])
    for (const each of [a, b]) expect(each.text.toString()).toBe('wide  and tall')
  })

  test('rule 30.2: a message names everybody who wrote a part of it, its sender first, and nobody else', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const { ada, ben, sessionId, room, typist } = await openSession(spine)
    const [a, b] = [typist(ada), typist(ben)]
    a.type('a page')
    b.type(' with a table')
    await send(spine, room, b)
    a.type('only me')
    b.type('  \n')
    await send(spine, room, a)
    expect(await said(spine, sessionId)).toMatchObject([
      { text: 'a page with a table', authors: [ben.id, ada.id] },
      { text: 'only me', authors: [ada.id] },
    ])
  })

  test('rule 30.3: two who send the same draft at once make one message, and a repeat makes none', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const { ada, ben, sessionId, room, typist } = await openSession(spine)
    const [a, b] = [typist(ada), typist(ben)]
    a.type('a shop')
    b.type(' in green')
    const [adas, bens] = [a.seen(), b.seen()]
    const id = newId()
    const answers = await Promise.all([
      send(spine, room, a, { id, state: adas }),
      send(spine, room, a, { id, state: adas }),
      send(spine, room, b, { state: bens }),
    ])
    expect(new Set(answers.map((answer) => answer.messageId)).size).toBe(1)
    expect(new Set(answers.map((answer) => answer.runId)).size).toBe(1)
    const rows = await said(spine, sessionId)
    expect(rows).toMatchObject([{ text: 'a shop in green' }])
    expect(new Set(rows[0]?.authors)).toEqual(new Set([ada.id, ben.id]))
  })

  test('rule 30.3: what somebody added to a draft that another had just sent stays in it', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const { ada, ben, sessionId, room, typist } = await openSession(spine)
    const [a, b] = [typist(ada), typist(ben)]
    a.type('a shop')
    b.goOffline()
    b.type('!')
    const bens = b.seen()
    await send(spine, room, a)
    b.comeBack()
    expect(await send(spine, room, b, { state: bens })).toMatchObject({ alreadySent: true })
    expect(await said(spine, sessionId)).toHaveLength(1)
    expect([a, b].map((each) => each.text.toString())).toEqual(['!', '!'])
  })

  test('rule 30.4: a state that never arrives is refused, and so is what is no state; the draft stays', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const { ada, sessionId, room, typist } = await openSession(spine)
    const a = typist(ada)
    a.type('here')
    a.goOffline()
    a.type(' and not there')
    const deleted = typist(ada)
    deleted.goOffline()
    deleted.text.delete(0, 2)
    for (const state of [a.seen(), deleted.seen()])
      await expect(awaitDraft(room.draftDoc, state, 50)).rejects.toMatchObject({
        code: 'draft_late',
      })
    for (const bytes of [[1], [1, 1], [0, 3, 1, 2], Array.from({ length: 40 }, () => 255)])
      await expect(
        awaitDraft(room.draftDoc, Buffer.from(bytes).toString('base64')),
      ).rejects.toMatchObject({ code: 'bad_input' })
    expect(await said(spine, sessionId)).toEqual([])
    expect(room.draftDoc.doc.getText(draftText).toString()).toBe('here')
  })

  test('rule 30.4: a draft that is empty or too long is refused and stays', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const { ada, sessionId, room, typist } = await openSession(spine)
    const a = typist(ada)
    await expect(send(spine, room, a)).rejects.toMatchObject({ code: 'bad_input' })
    a.type('x'.repeat(32_001))
    await expect(send(spine, room, a)).rejects.toMatchObject({ code: 'bad_input' })
    expect(a.text.length).toBe(32_001)
    expect(await said(spine, sessionId)).toEqual([])
  })

  test('rule 30.2: who brings what depends on words still to come is its author, not who brings those', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const { ada, ben, sessionId, room, typist } = await openSession(spine)
    const [a, eve] = [typist(ada), typist(ben)]
    a.goOffline()
    a.type('make it ')
    // Ben's text follows some of Ada's that isn't on the server
    eve.goOffline()
    Y.applyUpdate(eve.doc, Y.encodeStateAsUpdate(a.doc))
    const before = Y.encodeStateVector(eve.doc)
    eve.type('vanish')
    room.draftDoc.apply(Y.encodeStateAsUpdate(eve.doc, before), ben.id)
    a.comeBack()
    await send(spine, room, a)
    expect(await said(spine, sessionId)).toMatchObject([
      { text: 'make it vanish', authors: [ada.id, ben.id] },
    ])
  })

  test("rule 30.2: what a change that breaks off has brought is its sender's", async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const { ada, ben, sessionId, room, typist } = await openSession(spine)
    const [a, eve] = [typist(ada), typist(ben)]
    eve.goOffline()
    eve.type('not mine')
    // the last byte belongs to the deletions
    const cut = Y.encodeStateAsUpdate(eve.doc).slice(0, -1)
    expect(() => room.draftDoc.apply(cut, ben.id)).toThrow()
    await send(spine, room, a)
    expect(await said(spine, sessionId)).toMatchObject([
      { text: 'not mine', authors: [ada.id, ben.id] },
    ])
  })

  test('rule 30.5: one draft on two nodes, taken once, with and without a bus between them', async () => {
    await using database = await open()
    for (const bus of [createMemoryBus(), null]) {
      await using one = await openSpine(database, [], bus ? { bus } : {})
      await using two = await openSpine(database, [], bus ? { bus } : {})
      const { ada, ben, sessionId, room, typist } = await openSession(one)
      const other = await two.rooms.get(sessionId)
      const [a, b] = [typist(ada), typist(ben, other)]
      a.type('a shop')
      await expect.poll(() => b.text.toString()).toBe('a shop')
      b.type(' in green')
      await expect.poll(() => a.text.toString()).toBe('a shop in green')
      const [adas, bens] = [a.seen(), b.seen()]
      a.type(', later')
      const answers = await Promise.all([
        send(one, room, a, { state: adas }),
        send(two, other, b, { state: bens }),
      ])
      expect(new Set(answers.map((answer) => answer.messageId)).size).toBe(1)
      const rows = await said(one, sessionId)
      expect(rows).toMatchObject([{ text: 'a shop in green' }])
      expect(new Set(rows[0]?.authors)).toEqual(new Set([ada.id, ben.id]))
      for (const each of [a, b]) await expect.poll(() => each.text.toString()).toBe(', later')
      await expect
        .poll(async () => {
          const [row] = await one.db.select().from(drafts).where(eq(drafts.sessionId, sessionId))
          const doc = new Y.Doc()
          if (row) Y.applyUpdate(doc, row.state)
          return doc.getText(draftText).toString()
        })
        .toBe(', later')
    }
  })
})

test('rules 5.2 and 30.5: a draft outlives its node', async () => {
  await using database = await openTestDatabase('embedded')
  const spine = await openSpine(database, [])
  const { ada, ben, sessionId, typist } = await openSession(spine)
  typist(ada).type('half a wish')
  await spine[Symbol.asyncDispose]()
  await using next = await openSpine(database, [])
  const room = await next.rooms.get(sessionId)
  const b = createTypist(ben.id, room.draftDoc)
  expect(b.text.toString()).toBe('half a wish')
  b.type(', and the rest')
  await send(next, room, b)
  expect(await said(next, sessionId)).toMatchObject([
    { text: 'half a wish, and the rest', authors: [ben.id, ada.id] },
  ])
})

/** Returns the close code, or 0 if the socket stays open. */
function pusher(room: Room, { id }: { id: string }) {
  return (updates: Uint8Array[]) => {
    let closed = 0
    const connection = {
      send: () => {},
      buffered: () => 0,
      close: (code: number) => {
        closed = code
      },
    }
    const member = { person: { id, name: 'Ada', color: 'red' }, mayWrite: true, connection }
    room.draft.join(member)
    for (const update of updates) room.draft.receive(member, updateFrame(update))
    room.draft.leave(member)
    return closed
  }
}

test('rule 30.7: a change that makes the draft too long is refused and reaches nobody, at once or by way of what was missing', async () => {
  await using database = await openTestDatabase('embedded')
  await using spine = await openSpine(database, [])
  const { ada, ben, room, typist } = await openSession(spine)
  const b = typist(ben)
  b.type('x'.repeat(limits.draftLength - 2))
  const push = pusher(room, ada)
  const tab = () => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(room.draftDoc.doc))
    const text = doc.getText(draftText)
    return { text, changes: (from: Uint8Array) => Y.encodeStateAsUpdate(doc, from), doc }
  }
  const known = () => Y.encodeStateVector(room.draftDoc.doc)

  const long = tab()
  long.text.insert(0, 'abc')
  expect(push([long.changes(known())])).toBe(closeCodes.tooLarge)
  expect(b.text.length).toBe(limits.draftLength - 2)
  long.text.delete(0, 1)
  expect(push([long.changes(known())])).toBe(0)
  expect(b.text.toString().startsWith('bcx')).toBe(true)
  expect(b.text.length).toBe(limits.draftLength)

  // pending updates count, or they would exceed the limit through another user's change
  const gap = tab()
  gap.text.insert(0, 'a')
  const after = Y.encodeStateVector(gap.doc)
  gap.text.insert(1, 'y'.repeat(100))
  expect(push([gap.changes(after)])).toBe(closeCodes.tooLarge)
  // deletions are always accepted
  const less = tab()
  less.text.delete(0, 1_000)
  expect(push([less.changes(known())])).toBe(0)
  expect(b.text.length).toBe(limits.draftLength - 1_000)
})

function marksOf(tabs: number, first: number): Uint8Array {
  const encoder = encoding.createEncoder()
  const write = (...numbers: number[]) => {
    for (const number of numbers) encoding.writeVarUint(encoder, number)
  }
  write(tabs)
  for (let client = first + tabs; client > first; client -= 1) {
    write(1, client, 0)
    const isLast = client === first + tabs
    encoding.writeUint8(encoder, isLast ? 0x01 : 0x81)
    if (isLast) write(1)
    if (isLast) encoding.writeVarString(encoder, draftText)
    else write(client + 1, 0)
    write(1)
  }
  write(0)
  return encoding.toUint8Array(encoder)
}

test('rule 30.8: nothing but text gets into the draft, nor more of what was deleted than it may keep', async () => {
  // content outside the text counted nowhere: megabytes were stored and sent to everyone
  await using database = await openTestDatabase('embedded')
  await using spine = await openSpine(database, [])
  const { ada, room, typist } = await openSession(spine)
  const push = pusher(room, ada)
  const a = typist(ada)
  a.type('a page')
  const bytes = () => Y.encodeStateAsUpdate(room.draftDoc.doc).byteLength
  const before = bytes()
  const changed = (change: (doc: Y.Doc) => void): Uint8Array => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(room.draftDoc.doc))
    const from = Y.encodeStateVector(doc)
    change(doc)
    return Y.encodeStateAsUpdate(doc, from)
  }
  const many = 'x'.repeat(10_000)
  const strange: Array<(doc: Y.Doc) => void> = [
    (doc) => doc.getMap('other').set('key', many),
    (doc) => doc.getText('other').insert(0, many),
    (doc) => doc.getText(draftText).insertEmbed(0, { many }),
    (doc) => doc.getText(draftText).insert(0, 'a', { many }),
    (doc) => doc.getText(draftText).setAttribute('many', many),
    (doc) => doc.getText(draftText).insertEmbed(0, new Y.Map([['many', many]])),
  ]
  for (const change of strange) expect(push([changed(change)])).toBe(closeCodes.malformed)
  const unknown = new Y.Doc()
  const nothing = unknown.getText(draftText)
  unknown.transact(() => {
    for (let count = 0; count < 60_000; count += 1) nothing.insert(0, 'x')
  })
  unknown.transact(() => {
    for (let count = 0; count < 30_000; count += 1) nothing.delete(count, 1)
  })
  const deletions = Y.encodeStateAsUpdate(unknown, Y.encodeStateVector(unknown))
  expect(push([deletions])).toBe(closeCodes.tooLarge)
  expect(bytes()).toBe(before)
  expect(push([changed((doc) => doc.getText(draftText).insert(6, ' with a table'))])).toBe(0)

  // each client leaves a tombstone
  const word = () => push([changed((doc) => doc.getText(draftText).insert(0, 'more '))])
  Y.applyUpdate(room.draftDoc.doc, marksOf(50_000, 2 ** 28), 'row')
  expect(word()).toBe(0)
  Y.applyUpdate(room.draftDoc.doc, marksOf(50_000, 2 ** 29), 'row')
  expect(bytes()).toBeGreaterThan(limits.draftStateBytes)
  const full = bytes()
  expect(word()).toBe(closeCodes.tooLarge)
  expect(bytes()).toBe(full)
})
