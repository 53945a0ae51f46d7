import type { BaseMessage } from '@langchain/core/messages'
import { and, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { versions } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { openTestDatabase } from '../testing/database.ts'
import { change, ended, filesOf } from '../testing/changes.ts'
import { openSpine } from '../testing/spine.ts'
import { changedByOthers } from './changed-by-others.ts'
import { sendMessage } from './send-message.ts'
import { startUndo } from './undo.ts'

const path = 'src/colour.ts'

test('rule 48.4: a file that a person has changed since the agent read it is not written over, and its new text is the answer', async () => {
  await using database = await openTestDatabase('embedded')
  const calls: BaseMessage[][] = []
  const write = { name: 'write_file', args: { path, content: 'teal with a border\n' } }
  const edit = { name: 'edit_file', args: { path, edits: [{ search: 'red', replace: 'teal' }] } }
  const script = [
    { text: 'I read it.', toolCalls: [{ name: 'read_file', args: { path } }] },
    { text: 'Done.' },
  ]
  await using spine = await openSpine(database, script, { onCall: (call) => calls.push(call) })
  const app = { db: spine.db, services: spine }
  const ben = await spine.person('Ben')
  const sessionId = await spine.session(ben)
  const paint = (colour: string) =>
    change(app, { sessionId, by: ben.id, files: { [path]: `${colour}\n` }, title: colour })
  await paint('red')
  const blue = await paint('blue')
  const say = async () => {
    const asked = { id: newId(), sessionId, authorId: ben.id, text: 'Go on', delivery: 'after' }
    const { runId } = await sendMessage(spine.commands, { ...asked, delivery: 'after' })
    return ended(app, runId ?? '')
  }
  spine.runner.start()
  expect(await changedByOthers(spine.db, { id: newId(), sessionId }, path)).toBeNull()
  await say()
  expect(await changedByOthers(spine.db, { id: newId(), sessionId }, path)).toBeNull()
  const undo = { id: newId(), sessionId, by: ben.id, versionIds: [blue], resolutions: [] }
  await ended(app, (await startUndo(spine.commands, { ...undo, repair: false })).runId)
  expect(await changedByOthers(spine.db, { id: newId(), sessionId }, path)).toBe('Ben')
  const [undone] = await spine.db
    .select({ id: versions.id })
    .from(versions)
    .where(and(eq(versions.sessionId, sessionId), eq(versions.kind, 'undo')))
  const redo = { ...undo, id: newId(), versionIds: [undone?.id ?? ''], repair: false }
  await ended(app, (await startUndo(spine.commands, redo)).runId)
  expect(await changedByOthers(spine.db, { id: newId(), sessionId }, path)).toBeNull()
  const again = { ...undo, id: newId(), repair: false }
  await ended(app, (await startUndo(spine.commands, again)).runId)
  expect(await changedByOthers(spine.db, { id: newId(), sessionId }, path)).toBe('Ben')

  script.splice(
    0,
    2,
    { text: 'I write it.', toolCalls: [write] },
    { text: 'I edit it.', toolCalls: [edit] },
    { text: 'Done.' },
  )
  await say()
  const last = calls.at(-1)?.map((message) => message.text) ?? []
  expect(last.join('\n')).toContain(
    `${path} was changed by Ben since you read it, so nothing was written. Keep that change. It is now:\nred\n`,
  )
  expect(await filesOf(app, sessionId)).toMatchObject({ [path]: 'teal\n' })
  expect(await changedByOthers(spine.db, { id: newId(), sessionId }, path)).toBeNull()
})
