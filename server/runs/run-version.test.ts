import { asc, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { toolCalls, versions } from '../../drizzle/schema.ts'
import type { ScriptedStep } from '../agent/testing/scripted-model.ts'
import { openTestDatabase } from '../testing/database.ts'
import { isDone, openSpine, type Spine } from '../testing/spine.ts'
import { treeEntries } from '../versions/working-tree.ts'
import { stopRun } from './stop-run.ts'

function write(path: string) {
  return { name: 'write_file', args: { path, content: 'export {}\n' } }
}
const check = { name: 'check_app', args: {} }

async function lastVersion(spine: Spine, sessionId: string) {
  const rows = await spine.db
    .select()
    .from(versions)
    .where(eq(versions.sessionId, sessionId))
    .orderBy(asc(versions.number))
  return rows.at(-1)
}

test('rule 43.5: a run’s version has what its last check found, and how the run ended', async () => {
  await using database = await openTestDatabase('embedded')
  const script: ScriptedStep[] = [
    { text: 'Writing.', toolCalls: [write('src/a.ts')] },
    { text: 'Done.' },
  ]
  await using spine = await openSpine(database, script)
  const sessionId = await spine.session(await spine.person('Anna'), 'go')
  spine.runner.start()
  await spine.read(sessionId, 0, isDone)
  expect(await lastVersion(spine, sessionId)).toMatchObject({
    number: 1,
    kind: 'run',
    outcome: 'done',
    checks: { types: true, page: true },
    files: [{ path: 'src/a.ts', change: 'created', added: 1, removed: 0 }],
  })
})

test('rule 43.5: a check counts no more once a file has changed', async () => {
  await using database = await openTestDatabase('embedded')
  const script: ScriptedStep[] = [
    { text: 'Checking between.', toolCalls: [write('src/a.ts'), check, write('src/b.ts')] },
    { text: 'A long answer that is still being written when the person stops the run for good.' },
  ]
  await using spine = await openSpine(database, script, { tokenDelayMs: 200 })
  const anna = await spine.person('Anna')
  const sessionId = await spine.session(anna, 'go')
  spine.runner.start()
  const items = await spine.read(
    sessionId,
    0,
    ({ ...item }) =>
      item.type === 'event' && item.event.type === 'file_changed' && item.event.path === 'src/b.ts',
  )
  const runId = items.flatMap(({ data }) =>
    data.type === 'event' && data.event.type === 'run_started' ? [data.event.runId] : [],
  )[0]
  await stopRun(spine.commands, { sessionId, runId: runId ?? '', by: anna.id })
  await spine.read(sessionId, 0, isDone)
  expect(await lastVersion(spine, sessionId)).toMatchObject({
    number: 1,
    outcome: 'cancelled',
    checks: null,
  })
})

test('rule 43.3: a tool’s file that does not fit is the tool’s failure, and the run goes on', async () => {
  await using database = await openTestDatabase('embedded')
  const script: ScriptedStep[] = [
    { text: 'Writing.', toolCalls: [write('src/app.tsx'), write('src/good.ts')] },
    { text: 'Done.' },
  ]
  await using spine = await openSpine(database, script)
  const sessionId = await spine.session(await spine.person('Anna'), 'go')
  spine.runner.start()
  await spine.read(sessionId, 0, isDone)
  const [refused] = await spine.db
    .select()
    .from(toolCalls)
    .where(eq(toolCalls.title, 'src/app.tsx'))
  expect(refused).toMatchObject({
    ok: false,
    result: expect.stringContaining('there is src/App.tsx already'),
  })
  const paths = (await treeEntries(spine.db, sessionId)).map(({ path }) => path)
  expect(paths.toSorted()).toEqual(['package.json', 'src/App.tsx', 'src/good.ts'])
})
