import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { addVersion } from '../testing/add-version.ts'
import { startAppServer } from '../testing/app-server.ts'
import { enter, type Person, share } from '../testing/people.ts'

let app: Awaited<ReturnType<typeof startAppServer>>
let anna: Person
let ben: Person
beforeAll(async () => {
  app = await startAppServer([{ text: 'Hello.' }])
  anna = await enter(app, 'account')
  ben = await enter(app, 'guest')
})
afterAll(() => app?.[Symbol.asyncDispose]())

async function start() {
  const sessionId = newId()
  await anna.api.sessions.create.mutate({ id: sessionId, name: 'Bakery' })
  const { token } = await share(anna, sessionId, 'editor')
  await ben.api.shares.open.mutate({ token })
  const build = (by: Person, text: string, path: string) =>
    addVersion(app.services.lockSession, {
      sessionId,
      authors: [by.id],
      text,
      edits: [{ path, content: `${text}\n` }],
    })
  /** Ben has everything so far, and leaves. */
  const leave = async () => {
    await ben.api.visits.mark.mutate({ sessionId, seq: 1_000_000 })
    return (await ben.api.visits.last.query({ sessionId }))?.seq ?? 0
  }
  const since = (seq: number) => ben.api.story.since.query({ sessionId, seq })
  return { build, leave, since }
}

test('rule 49.4: the story has what happened after the last visit, in order', async () => {
  const { build, leave, since } = await start()
  const seen = await build(anna, 'Seen', 'seen.txt')
  const seq = await leave()
  expect(await since(seq)).toEqual({
    messages: 0,
    files: 0,
    from: { id: seen.id, number: 1 },
    moments: [],
  })
  await build(anna, 'Blue header', 'header.txt')
  await build(ben, 'By Ben himself', 'header.txt')
  await build(anna, 'A cart', 'cart.txt')
  const story = await since(seq)
  expect(story).toMatchObject({ messages: 2, files: 2, from: { id: seen.id, number: 1 } })
  const told = story.moments.map((moment) =>
    moment.is === 'message' ? moment.text : moment.version.number,
  )
  expect(told).toEqual(['Blue header', 2, 'By Ben himself', 3, 'A cart', 4])
})

test('rule 49.4: of a long story the newest moments are told', async () => {
  const { build, leave, since } = await start()
  const seq = await leave()
  const count = limits.storyMoments / 2 + 3
  for (let i = 1; i <= count; i++) await build(anna, `Message ${i}`, 'app.txt')
  const { messages, moments } = await since(seq)
  expect(messages).toBe(count)
  expect(moments).toHaveLength(limits.storyMoments)
  expect(moments.at(-1)).toMatchObject({ is: 'version', version: { number: count } })
  expect(moments[0]).toMatchObject({ is: 'message', text: 'Message 4' })
})
