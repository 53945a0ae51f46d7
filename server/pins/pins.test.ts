import { expect, test } from 'vitest'
import type { Picked } from '../../shared/protocol/anchor.ts'
import { newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { RecordPin } from '../../shared/protocol/record-pin.ts'
import { recordMaps } from '../../shared/protocol/doc-names.ts'
import { forEachDatabase } from '../testing/database.ts'
import { openSpine, type Spine } from '../testing/spine.ts'
import { addPin } from './add-pin.ts'
import { deletePinComment } from './delete-pin-comment.ts'
import { replyToPin } from './reply-to-pin.ts'
import { resolvePin } from './resolve-pin.ts'
import { sendPin } from './send-pin.ts'
import { pinPrompt } from './pin-prompt.ts'

const element: Picked = {
  route: '/menu',
  anchor: {
    path: 'div:0>main:0>button:1',
    siblings: 2,
    text: 'Order',
    context: 'Cortado Order',
    marks: [],
    key: 'Cortado',
    component: 'Button',
    file: 'src/App.tsx',
  },
  x: 0.5,
  y: 0.5,
  name: 'Button “Order”',
}

async function pinned(spine: Spine) {
  const anna = await spine.person('Anna')
  const ben = await spine.person('Ben')
  const sessionId = await spine.session(anna)
  const pin = { id: newId(), commentId: newId(), sessionId, authorId: anna.id, element }
  const place = { sessionId, pinId: pin.id }
  const inRecord = async (): Promise<RecordPin[]> => {
    const room = await spine.rooms.get(sessionId)
    await room.wake()
    await room.settled()
    return [...room.record.doc.getMap<RecordPin>(recordMaps.pins).values()]
  }
  return { anna, ben, sessionId, pin, place, inRecord }
}

forEachDatabase((_name, open) => {
  test('rules 1.2, 21.1: a repeated comment, reply or sending adds nothing; another’s id is a conflict', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [{ text: 'Done.' }])
    const { anna, ben, pin, place, inRecord } = await pinned(spine)
    const first = { ...pin, text: 'Say what it costs.' }
    expect(await addPin(spine.commands, first)).toEqual({ number: 1 })
    expect(await addPin(spine.commands, first)).toEqual({ number: 1 })
    await expect(addPin(spine.commands, { ...first, authorId: ben.id })).rejects.toMatchObject({
      code: 'conflict',
    })
    const reply = { ...place, id: newId(), authorId: ben.id, text: 'In coins.' }
    await replyToPin(spine.commands, reply)
    await replyToPin(spine.commands, reply)
    await expect(replyToPin(spine.commands, { ...reply, authorId: anna.id })).rejects.toMatchObject(
      { code: 'conflict' },
    )
    const sending = { ...place, id: newId(), by: anna.id }
    const [one, two] = [
      await sendPin(spine.commands, sending),
      await sendPin(spine.commands, sending),
    ]
    expect(two).toEqual(one)
    const [shown, ...others] = await inRecord()
    expect(others).toEqual([])
    expect(shown).toMatchObject({ number: 1, messageId: sending.id, author: { name: 'Anna' } })
    expect(shown?.comments.map(({ text, author }) => [author.name, text])).toEqual([
      ['Anna', 'Say what it costs.'],
      ['Ben', 'In coins.'],
    ])
  })

  test('rule 21.2: a thread is resolved, opened again by an answer, and gone with its last comment', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const { anna, ben, pin, place, sessionId, inRecord } = await pinned(spine)
    await addPin(spine.commands, { ...pin, text: 'Bigger.' })
    await resolvePin(spine.commands, { ...place, resolved: true, by: ben.id })
    expect(await inRecord()).toMatchObject([{ resolved: { by: { name: 'Ben' } } }])
    const reply = { ...place, id: newId(), authorId: ben.id, text: 'Still small.' }
    await replyToPin(spine.commands, reply)
    expect(await inRecord()).toMatchObject([{ resolved: null }])
    const remove = (id: string, by: string, mayModerate = false) =>
      deletePinComment(spine.commands, { id, sessionId, by, mayModerate })
    await expect(remove(reply.id, anna.id)).rejects.toMatchObject({ code: 'forbidden' })
    await remove(reply.id, anna.id, true)
    await remove(reply.id, anna.id)
    expect((await inRecord())[0]?.comments).toHaveLength(1)
    await remove(pin.commentId, anna.id)
    expect(await inRecord()).toEqual([])
    await expect(
      resolvePin(spine.commands, { ...place, resolved: true, by: anna.id }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })

  test('rule 21.2: a pin of another session can’t be reached through one’s own', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const { anna, ben, pin, place } = await pinned(spine)
    await addPin(spine.commands, { ...pin, text: 'Bigger.' })
    const elsewhere = { ...place, sessionId: await spine.session(ben) }
    const reply = { ...elsewhere, id: newId(), authorId: ben.id, text: 'Hello.' }
    await expect(replyToPin(spine.commands, reply)).rejects.toMatchObject({ code: 'not_found' })
    const taken = deletePinComment(spine.commands, {
      id: pin.commentId,
      sessionId: elsewhere.sessionId,
      by: anna.id,
      mayModerate: true,
    })
    await expect(taken).resolves.toBeNull()
    await expect(
      sendPin(spine.commands, { ...elsewhere, id: newId(), by: ben.id }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })
})

function said(...comments: Array<[string, string]>): RecordPin {
  return {
    id: newId(),
    order: 1,
    number: 3,
    at: '2026-01-01T00:00:00.000Z',
    author: { id: 'a', name: 'Anna', color: '#123456' },
    element,
    comments: comments.map(([name, text]) => ({
      id: newId(),
      author: { id: name, name, color: '#123456' },
      text,
      at: '2026-01-01T00:00:00.000Z',
    })),
    resolved: null,
    messageId: null,
  }
}

test('rule 21.3: the agent is told what was said, by whom where there are several, and of which element', () => {
  expect(pinPrompt(said(['Anna', 'Bigger.']))).toBe(
    'Bigger.\n\n(Comment 3, on Button “Order”, on the page /menu, component Button, in src/App.tsx.)',
  )
  expect(pinPrompt(said(['Anna', 'Bigger.'], ['Ben', 'And green.']))).toMatch(
    /^Anna: Bigger\.\nBen: And green\.\n\n\(Comment 3/,
  )
})

test('rule 21.3: a long thread is cut to a message’s length, and still says which element it is about', () => {
  const long = said(
    ...Array.from({ length: 40 }, (): [string, string] => ['Anna', 'x'.repeat(2_000)]),
  )
  const prompt = pinPrompt(long)
  expect(prompt.length).toBeLessThanOrEqual(limits.promptLength)
  expect(prompt).toContain('in src/App.tsx')
})
