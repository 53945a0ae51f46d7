import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Id, newId } from '../../shared/ids.ts'
import { startAppServer } from '../testing/app-server.ts'
import { change, ended, filesOf, sharedSession, versionsOf } from '../testing/changes.ts'
import { code, join, person } from '../testing/team.ts'

let app: Awaited<ReturnType<typeof startAppServer>>
beforeAll(async () => {
  app = await startAppServer([{ text: 'Done.' }], { env: { MAX_SESSIONS_PER_HOUR: '1000' } })
})
afterAll(() => app?.[Symbol.asyncDispose]())

function lines(...texts: string[]) {
  return `${texts.join('\n\n\n')}\n`
}
const nothing = { resolutions: [], repair: false }

/** A shop of three versions: 1 by Anna, 2 by Ben, 3 by Anna. */
async function shop() {
  const made = await sharedSession(app, { 'a.txt': lines('one', 'two', 'three') })
  const { anna, ben, sessionId } = made
  const second = await change(app, { sessionId, by: ben.id, files: { 'ben.txt': 'Ben\n' } })
  const third = await change(app, { sessionId, by: anna.id, files: { 'anna.txt': 'Anna\n' } })
  const merge = async (who: typeof anna, forkId: Id, into: 'source' | 'fork') => {
    const asked = { id: newId(), sessionId: forkId, into, ...nothing }
    const { runId, sessionId: where } = await who.api.forks.merge.mutate(asked)
    return { ...(await ended(app, runId)), where }
  }
  const files = (of: Id) => filesOf(app, of)
  const state = (forkId: Id) => anna.api.forks.state.query({ sessionId: forkId })
  return { ...made, second, third, merge, files, state }
}

test('rule 45.7: a fork begins with any version; its source stays as it is, and a repeated call makes no second one', async () => {
  const { anna, sessionId, second, files, state } = await shop()
  const before = await files(sessionId)
  const forkId = newId()
  const asked = { sessionId, forkId, versionId: second }
  expect(await anna.api.forks.create.mutate(asked)).toEqual({ sessionId: forkId })
  expect(await anna.api.forks.create.mutate(asked)).toEqual({ sessionId: forkId })
  const { 'anna.txt': _, ...older } = before
  expect(await files(forkId)).toEqual(older)
  expect(await files(sessionId)).toEqual(before)
  expect(await anna.api.sessions.get.query({ id: forkId })).toMatchObject({
    name: 'Shop, version 2',
  })
  expect(await state(forkId)).toEqual({
    source: { id: sessionId, name: 'Shop' },
    since: { id: second, number: 2 },
    ahead: 0,
    behind: 1,
  })
  expect(await state(sessionId)).toEqual({ source: null, since: null, ahead: 0, behind: 0 })
})

test('rule 45.7: a message whose session was forked is undone in its session only', async () => {
  const { anna, sessionId, second, files } = await shop()
  const forkId = newId()
  await anna.api.forks.create.mutate({ sessionId, forkId, versionId: second })
  const inFork = await files(forkId)
  expect(inFork).toHaveProperty(['ben.txt'])
  const asked = { id: newId(), versionIds: [second], ...nothing }
  const elsewhere = anna.api.undo.start.mutate({ ...asked, sessionId: forkId })
  await expect(elsewhere).rejects.toMatchObject(code('not_found'))
  const { runId } = await anna.api.undo.start.mutate({ ...asked, sessionId })
  expect(await ended(app, runId)).toMatchObject({ status: 'done' })
  expect(await files(sessionId)).not.toHaveProperty(['ben.txt'])
  expect(await files(forkId)).toEqual(inFork)
})

test('rule 45.8: a fork is merged back from where it began, and the other way round, again and again; each side keeps its own', async () => {
  const { anna, ben, sessionId, second, merge, files, state } = await shop()
  const forkId = newId()
  await anna.api.forks.create.mutate({ sessionId, forkId, versionId: second })
  const text = { 'a.txt': lines('one', 'two', 'THREE') }
  const forked = await change(app, { sessionId: forkId, by: anna.id, files: text })
  await change(app, { sessionId, by: ben.id, files: { 'a.txt': lines('ONE', 'two', 'three') } })
  expect(await state(forkId)).toMatchObject({ ahead: 1, behind: 2 })
  const dry = await ben.api.forks.dryRun.query({ sessionId: forkId })
  expect(dry).toMatchObject({ files: [{ path: 'a.txt', added: 1, removed: 1 }], conflicts: [] })

  const back = await merge(ben, forkId, 'source')
  expect(back).toMatchObject({ status: 'done', where: sessionId })
  expect(back.said).toEqual(['Brought in 1 version of “Shop, version 2”: 1 file changed.'])
  expect(await files(sessionId)).toMatchObject({
    'a.txt': lines('ONE', 'two', 'THREE'),
    'anna.txt': 'Anna\n',
    'ben.txt': 'Ben\n',
  })
  const merged = (await versionsOf(app, sessionId)).at(-1)
  expect(merged).toMatchObject({ kind: 'merge', mergedId: forked, authors: [ben.id] })
  expect(await state(forkId)).toMatchObject({ ahead: 0, behind: 3, since: { id: forked } })
  await expect(merge(ben, forkId, 'source')).rejects.toMatchObject(code('conflict', /nothing new/))

  const update = await merge(anna, forkId, 'fork')
  expect(update).toMatchObject({ status: 'done', where: forkId })
  expect(await files(forkId)).toEqual(await files(sessionId))
  expect(await state(forkId)).toMatchObject({ behind: 0, since: { id: merged?.id } })

  // what was merged already is not merged again: the fork's later change meets nothing
  const again = { 'a.txt': lines('ONE', 'TWO', 'THREE') }
  await change(app, { sessionId: forkId, by: anna.id, files: again })
  expect(await merge(ben, forkId, 'source')).toMatchObject({ status: 'done' })
  expect(await files(sessionId)).toMatchObject(again)
})

test('rule 45.8: a merge that was undone can be made again', async () => {
  const { anna, sessionId, third, merge, files, state } = await shop()
  const forkId = newId()
  await anna.api.forks.create.mutate({ sessionId, forkId, versionId: third })
  await change(app, { sessionId: forkId, by: anna.id, files: { 'new.txt': 'new\n' } })
  await merge(anna, forkId, 'source')
  const merged = (await versionsOf(app, sessionId)).at(-1)?.id ?? ''
  const undo = { id: newId(), sessionId, versionIds: [merged], ...nothing }
  await ended(app, (await anna.api.undo.start.mutate(undo)).runId)
  expect(await files(sessionId)).not.toHaveProperty(['new.txt'])
  expect(await state(forkId)).toMatchObject({ ahead: 1 })
  expect(await merge(anna, forkId, 'source')).toMatchObject({ status: 'done' })
  expect(await files(sessionId)).toMatchObject({ 'new.txt': 'new\n' })
})

test('rule 45.8: a merge that changes no file counts: what it took is not ahead any more', async () => {
  const { anna, ben, sessionId, third, merge, state } = await shop()
  const forkId = newId()
  await anna.api.forks.create.mutate({ sessionId, forkId, versionId: third })
  for (const [where, by] of [[forkId, anna] as const, [sessionId, ben] as const])
    await change(app, { sessionId: where, by: by.id, files: { 'same.txt': 'same\n' } })
  const run = await merge(anna, forkId, 'source')
  expect(run.said).toEqual(['What 1 version of “Shop, version 3” changed is here already.'])
  expect(await state(forkId)).toMatchObject({ ahead: 0, behind: 2 })
})

test('rule 45.8: a merge with a conflict changes nothing until it is decided', async () => {
  const { anna, ben, sessionId, third, files } = await shop()
  const forkId = newId()
  await anna.api.forks.create.mutate({ sessionId, forkId, versionId: third })
  await change(app, {
    sessionId: forkId,
    by: anna.id,
    files: { 'a.txt': lines('fork', 'two', 'three') },
  })
  await change(app, { sessionId, by: ben.id, files: { 'a.txt': lines('source', 'two', 'three') } })
  const asked = { sessionId: forkId, into: 'source' as const }
  const dry = await ben.api.forks.dryRun.query(asked)
  const [conflict] = dry.conflicts
  expect(conflict).toMatchObject({ path: 'a.txt', kind: 'text' })
  const merge = { ...asked, id: newId(), ...nothing }
  const failed = await ended(app, (await ben.api.forks.merge.mutate(merge)).runId)
  expect(failed).toMatchObject({ status: 'failed', errorCode: 'conflict' })
  const resolutions = [{ path: 'a.txt', key: conflict?.key ?? '', take: 'theirs' as const }]
  const decided = { ...merge, id: newId(), resolutions }
  expect(await ended(app, (await ben.api.forks.merge.mutate(decided)).runId)).toMatchObject({
    status: 'done',
  })
  expect(await files(sessionId)).toMatchObject({ 'a.txt': lines('fork', 'two', 'three') })
})

test('rule 45.9: one’s own messages move into a session of their own: here they are taken out, and merging brings them back', async () => {
  const { anna, ben, sessionId, second, third, merge, files, state } = await shop()
  const before = await files(sessionId)
  const forkId = newId()
  const theirs = { sessionId, forkId, versionIds: [second, third] }
  await expect(anna.api.forks.takeMine.mutate(theirs)).rejects.toMatchObject(
    code('forbidden', /didn’t ask for version 2/),
  )
  const asked = { sessionId, forkId, versionIds: [third] }
  await anna.api.forks.takeMine.mutate(asked)
  await anna.api.forks.takeMine.mutate(asked)
  for (;;) {
    if ((await versionsOf(app, sessionId)).length === 5) break
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const { 'anna.txt': _, ...without } = before
  expect(await files(forkId)).toEqual(before)
  expect(await files(sessionId)).toEqual(without)
  expect(await state(forkId)).toMatchObject({ ahead: 1, behind: 1, since: { id: third } })
  await change(app, { sessionId, by: ben.id, files: { 'later.txt': 'later\n' } })
  await merge(anna, forkId, 'source')
  expect(await files(sessionId)).toEqual({ ...before, 'later.txt': 'later\n' })
})

test('rule 45.9: later changes of others that meet them keep messages where they are', async () => {
  const { anna, ben, sessionId, third, files } = await shop()
  await change(app, { sessionId, by: ben.id, files: { 'anna.txt': 'Ben was here\n' } })
  const before = await files(sessionId)
  const asked = { sessionId, forkId: newId(), versionIds: [third] }
  await expect(anna.api.forks.takeMine.mutate(asked)).rejects.toMatchObject(
    code('conflict', /later ones meet them in anna.txt/),
  )
  expect(await files(sessionId)).toEqual(before)
  await expect(anna.api.sessions.get.query({ id: asked.forkId })).rejects.toMatchObject(
    code('not_found'),
  )
})

test('rule 45.10: a fork shows nothing of a source that one may not see, and merges only where one may send', async () => {
  const { anna, ben, workspaceId, sessionId, third } = await shop()
  const viewer = await join(app, anna, workspaceId, 'viewer')
  const forkId = newId()
  const create = { sessionId, forkId, versionId: third }
  await expect(viewer.api.forks.create.mutate(create)).rejects.toMatchObject(code('forbidden'))
  await expect(
    viewer.api.forks.takeMine.mutate({ sessionId, forkId, versionIds: [third] }),
  ).rejects.toMatchObject(code('forbidden'))
  await ben.api.forks.create.mutate(create)
  await change(app, { sessionId: forkId, by: ben.id, files: { 'new.txt': 'new\n' } })
  const merge = { id: newId(), sessionId: forkId, into: 'source' as const, ...nothing }
  await expect(viewer.api.forks.merge.mutate(merge)).rejects.toMatchObject(code('forbidden'))

  const visitor = await person(app)
  const token = `${newId()}${newId()}`.replaceAll('-', '').slice(0, 43)
  await anna.api.shares.create.mutate({ id: newId(), sessionId: forkId, token, role: 'editor' })
  await visitor.api.shares.open.mutate({ token })
  expect(await visitor.api.forks.state.query({ sessionId: forkId })).toEqual({
    source: null,
    since: null,
    ahead: 0,
    behind: 0,
  })
  await expect(visitor.api.forks.dryRun.query({ sessionId: forkId })).rejects.toMatchObject(
    code('not_found'),
  )
  await expect(visitor.api.forks.merge.mutate(merge)).rejects.toMatchObject(code('not_found'))
  await expect(visitor.api.forks.merge.mutate({ ...merge, into: 'fork' })).rejects.toMatchObject(
    code('not_found'),
  )

  await anna.api.sessions.delete.mutate({ id: sessionId })
  await expect(anna.api.forks.merge.mutate(merge)).rejects.toMatchObject(
    code('conflict', /deleted/),
  )
  expect(await anna.api.forks.state.query({ sessionId: forkId })).toMatchObject({ source: null })
})
