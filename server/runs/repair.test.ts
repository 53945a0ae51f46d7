import type { BaseMessage } from '@langchain/core/messages'
import { expect, test } from 'vitest'
import { type Id, newId } from '../../shared/ids.ts'
import { openTestDatabase } from '../testing/database.ts'
import { change, ended, filesOf, versionsOf } from '../testing/changes.ts'
import { openSpine, type Spine } from '../testing/spine.ts'
import { sendMessage } from './send-message.ts'
import { startUndo } from './undo.ts'

function text(colour: string) {
  return `export const colour = '${colour}'\n`
}

async function painted(spine: Spine) {
  const app = { db: spine.db, services: spine }
  const anna = await spine.person('Anna')
  const sessionId = await spine.session(anna)
  const paint = (colour: string) =>
    change(app, { sessionId, by: anna.id, files: { 'src/colour.ts': text(colour) }, title: colour })
  await paint('red')
  const blue = await paint('blue')
  const undo = async (versionIds: Id[], repair: boolean) => {
    const asked = { id: newId(), sessionId, by: anna.id, versionIds, resolutions: [], repair }
    return ended(app, (await startUndo(spine.commands, asked)).runId)
  }
  return { app, anna, sessionId, paint, blue, undo }
}

test('rule 45.11: conflicts that are left to the agent are given to it with both texts; what it writes is part of the undo', async () => {
  await using database = await openTestDatabase('embedded')
  const asked: BaseMessage[][] = []
  const teal = { path: 'src/colour.ts', content: text('teal') }
  const steps = [
    { text: 'never asked: the undo itself is the first step' },
    { text: 'I merge both.', toolCalls: [{ name: 'write_file', args: teal }] },
    { text: 'Both are in now.' },
  ]
  await using spine = await openSpine(database, steps, { onCall: (call) => asked.push(call) })
  const { app, sessionId, paint, blue, undo } = await painted(spine)
  await paint('navy')
  spine.runner.start()
  const run = await undo([blue], true)
  expect(run).toMatchObject({ status: 'done' })
  expect(run.said).toEqual([
    '1 file could not be merged: the agent does that now.',
    'I merge both.',
    'Both are in now.',
  ])
  const given = asked[0]?.map((message) => message.text).join('\n') ?? ''
  expect(given).toContain('Repair the app after this change of versions')
  for (const said of [
    "<<<<<<< ours\nexport const colour = 'navy'",
    "=======\nexport const colour = 'red'",
  ])
    expect(given).toContain(said)
  expect(await filesOf(app, sessionId)).toMatchObject({ 'src/colour.ts': text('teal') })
  expect((await versionsOf(app, sessionId)).at(-1)).toMatchObject({ kind: 'undo', undoes: [blue] })
})

test('rule 45.11: an undo that is to be repaired is checked first; the agent is asked only if that finds problems', async () => {
  await using database = await openTestDatabase('embedded')
  const asked: BaseMessage[][] = []
  await using spine = await openSpine(database, [], { onCall: (call) => asked.push(call) })
  const { app, sessionId, blue, undo } = await painted(spine)
  spine.runner.start()
  const run = await undo([blue], true)
  expect(run).toMatchObject({ status: 'done' })
  expect(run.said).toEqual(['Took out the change of version 2 in 1 file.'])
  expect(asked).toEqual([])
  expect(await filesOf(app, sessionId)).toMatchObject({ 'src/colour.ts': text('red') })
})

test('rule 45.12: the agent is told later what people undid, and that it was not asked to', async () => {
  await using database = await openTestDatabase('embedded')
  const asked: BaseMessage[][] = []
  const onCall = (call: BaseMessage[]) => void asked.push(call)
  await using spine = await openSpine(database, [{ text: 'Hello.' }], { onCall })
  const { app, anna, sessionId, blue, undo } = await painted(spine)
  spine.runner.start()
  await undo([blue], false)
  const said = { id: newId(), sessionId, authorId: anna.id, text: 'Hi', delivery: 'after' as const }
  await ended(app, (await sendMessage(spine.commands, said)).runId ?? '')
  const told = asked[0]?.map((message) => message.text) ?? []
  expect(told).toContain('Anna: (a change of versions, not asked of you) Undo version 2: “blue”')
  expect(told).toContain('Took out the change of version 2 in 1 file.')
})
