import { afterAll, beforeAll, expect, test } from 'vitest'
import { eq } from 'drizzle-orm'
import { messages, sessions } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import type { Resolution } from '../../shared/protocol/merge-view.ts'
import { startAppServer } from '../testing/app-server.ts'
import { change, ended, filesOf, sharedSession, versionsOf } from '../testing/changes.ts'
import { createPlainSandboxes } from '../testing/plain-sandboxes.ts'
import { code, join } from '../testing/team.ts'

let app: Awaited<ReturnType<typeof startAppServer>>
beforeAll(async () => {
  app = await startAppServer([{ text: 'Done.' }])
})
afterAll(() => app?.[Symbol.asyncDispose]())

function page(title: string, colour: string, foot: string) {
  return `title: ${title}\n\n\nmain\n\n\ncolour: ${colour}\n\n\nlist\n\n\nfoot: ${foot}\n`
}

const nothing: { resolutions: Resolution[]; repair: boolean } = { resolutions: [], repair: false }

async function shop() {
  const made = await sharedSession(app, { 'src/page.txt': page('Shop', 'red', 'none') })
  const { anna, ben, sessionId } = made
  const write = (by: { id: string }, title: string, files: Record<string, string | null>) =>
    change(app, { sessionId, by: by.id, files, title })
  const undo = async (who: typeof anna, versionIds: string[], more = nothing) => {
    const asked = { id: newId(), sessionId, versionIds, ...more }
    return ended(app, (await who.api.undo.start.mutate(asked)).runId)
  }
  const text = async () => (await filesOf(app, sessionId))['src/page.txt']
  const head = async () => {
    const version = (await versionsOf(app, sessionId)).at(-1)
    if (!version) throw new Error('There is no version.')
    return version
  }
  return { ...made, anna, ben, write, undo, text, head }
}

test('rule 45.1: an undo takes one message’s change out; what others did later stays, also in the same file', async () => {
  const { anna, ben, sessionId, write, undo, text, head } = await shop()
  const blue = await write(anna, 'make it blue', { 'src/page.txt': page('Shop', 'blue', 'none') })
  await write(ben, 'a footer', {
    'src/page.txt': page('Shop', 'blue', 'by Ben'),
    'src/foot.txt': 'by Ben\n',
  })
  const dry = await ben.api.undo.dryRun.query({ sessionId, versionIds: [blue] })
  expect(dry).toMatchObject({
    files: [{ path: 'src/page.txt', change: 'edited', added: 1, removed: 1 }],
    conflicts: [],
    waits: false,
  })
  expect(await text()).toBe(page('Shop', 'blue', 'by Ben'))
  const run = await undo(ben, [blue])
  expect(run.status).toBe('done')
  expect(run.said).toEqual(['Took out the change of version 2 in 1 file. Later changes stay.'])
  expect(await filesOf(app, sessionId)).toMatchObject({
    'src/page.txt': page('Shop', 'red', 'by Ben'),
    'src/foot.txt': 'by Ben\n',
  })
  expect(await head()).toMatchObject({
    number: 4,
    kind: 'undo',
    undoes: [blue],
    authors: [ben.id],
    runId: run.id,
  })
  const [asked] = await app.db.select().from(messages).where(eq(messages.id, run.messageId))
  expect(asked?.text).toBe('Undo version 2: “make it blue”')
})

test('rule 45.2: the undo of an undo brings the change back, at any depth; the first version has nothing before it', async () => {
  const { anna, ben, sessionId, write, undo, text, head } = await shop()
  const blue = await write(anna, 'make it blue', { 'src/page.txt': page('Shop', 'blue', 'none') })
  await write(ben, 'a footer', { 'src/page.txt': page('Shop', 'blue', 'by Ben') })
  let last = blue
  for (const colour of ['red', 'blue', 'red', 'blue']) {
    await undo(anna, [last])
    expect(await text()).toBe(page('Shop', colour, 'by Ben'))
    last = (await head()).id
  }
  const [first] = await versionsOf(app, sessionId)
  await expect(undo(anna, [first?.id ?? ''])).rejects.toMatchObject(
    code('conflict', /nothing before/),
  )
})

test('rule 45.2: undoing the newest version gives the files of the one before; several go together, the newest first', async () => {
  const { anna, ben, sessionId, write, undo, head } = await shop()
  const before = await filesOf(app, sessionId)
  const one = await write(anna, 'one', {
    'src/page.txt': page('One', 'red', 'none'),
    'a.txt': 'a\n',
  })
  const two = await write(ben, 'two', { 'src/page.txt': page('Two', 'red', 'none'), 'a.txt': null })
  const three = await write(anna, 'three', { 'b.txt': 'b\n' })
  await undo(ben, [two, one])
  expect(await filesOf(app, sessionId)).toEqual({ ...before, 'b.txt': 'b\n' })
  expect((await head()).undoes).toEqual([two, one])
  await undo(ben, [three])
  expect(await filesOf(app, sessionId)).toEqual(before)
})

test('rule 45.3: where later changes meet it nothing changes without a decision; each decision counts for what was seen', async () => {
  const { anna, ben, sessionId, write, undo, text } = await shop()
  const blue = await write(anna, 'blue', { 'src/page.txt': page('Shop', 'blue', 'none') })
  await write(ben, 'navy', { 'src/page.txt': page('Shop', 'navy', 'none') })
  const look = () => anna.api.undo.dryRun.query({ sessionId, versionIds: [blue] })
  const [conflict] = (await look()).conflicts
  if (!conflict) throw new Error('There is no conflict.')
  expect(conflict).toMatchObject({ path: 'src/page.txt', kind: 'text' })
  const parts = conflict.parts?.filter((part) => part.is === 'conflict')
  expect(parts).toMatchObject([{ ours: 'colour: navy\n', theirs: 'colour: red\n' }])

  const refused = await undo(anna, [blue])
  expect(refused).toMatchObject({ status: 'failed', errorCode: 'conflict' })
  expect(refused.errorMessage).toMatch(/Nothing was changed. Look again/)
  expect(await text()).toBe(page('Shop', 'navy', 'none'))

  const resolution = {
    path: 'src/page.txt',
    key: conflict.key,
    content: page('Shop', 'teal', 'none'),
  }
  await write(ben, 'green', { 'src/page.txt': page('Shop', 'green', 'none') })
  const late = await undo(anna, [blue], { resolutions: [resolution], repair: false })
  expect(late).toMatchObject({ status: 'failed', errorCode: 'conflict' })
  expect(await text()).toBe(page('Shop', 'green', 'none'))

  const key = (await look()).conflicts[0]?.key ?? ''
  const done = await undo(anna, [blue], { resolutions: [{ ...resolution, key }], repair: false })
  expect(done.status).toBe('done')
  expect(await text()).toBe(page('Shop', 'teal', 'none'))
})

test('rule 45.4: two people undo the same at once: it is taken out once, and the second is told', async () => {
  const { anna, ben, sessionId, write, undo } = await shop()
  const blue = await write(anna, 'blue', { 'src/page.txt': page('Shop', 'blue', 'none') })
  await anna.api.runs.pause.mutate({ sessionId, paused: true })
  const asked = () => ({ id: newId(), sessionId, versionIds: [blue], ...nothing })
  const first = await anna.api.undo.start.mutate(asked())
  const second = await ben.api.undo.start.mutate(asked())
  await anna.api.runs.pause.mutate({ sessionId, paused: false })
  expect((await ended(app, first.runId)).said).toEqual([
    'Took out the change of version 2 in 1 file.',
  ])
  const later = await ended(app, second.runId)
  expect(later).toMatchObject({ status: 'done' })
  expect(later.said).toEqual(['Version 2 is undone already, by version 3. Nothing was changed.'])
  expect(await versionsOf(app, sessionId)).toHaveLength(4)
  await expect(undo(ben, [blue])).rejects.toMatchObject(code('conflict', /undone already/))
})

test('rule 45.4: an undo waits in the queue with its author: it can be moved and cancelled, but is no text to edit, steer with or fork', async () => {
  const { anna, ben, sessionId, write, text } = await shop()
  const blue = await write(anna, 'blue', { 'src/page.txt': page('Shop', 'blue', 'none') })
  await anna.api.runs.pause.mutate({ sessionId, paused: true })
  const said = { id: newId(), sessionId, text: 'Hello', delivery: 'after' as const }
  const sent = await ben.api.messages.send.mutate(said)
  const id = newId()
  const asked = { id, sessionId, versionIds: [blue], ...nothing }
  const { runId } = await anna.api.undo.start.mutate(asked)
  expect(await anna.api.undo.start.mutate(asked)).toEqual({ runId })
  await expect(ben.api.undo.start.mutate(asked)).rejects.toMatchObject(code('conflict', /taken/))
  const run = { sessionId, runId }
  const noMessage = code('conflict', /no message for the agent/)
  const change = { was: 'Undo version 2: blue', text: 'Undo nothing' }
  await expect(anna.api.runs.edit.mutate({ ...run, ...change })).rejects.toMatchObject(noMessage)
  for (const delivery of ['steer', 'after'] as const)
    await expect(anna.api.runs.deliver.mutate({ ...run, delivery })).rejects.toMatchObject(
      noMessage,
    )
  const fork = { delivery: 'fork' as const, forkId: newId() }
  await expect(anna.api.runs.deliver.mutate({ ...run, ...fork })).rejects.toMatchObject(noMessage)
  const settle = { withId: sent.runId ?? '', choice: 'merge' as const }
  await expect(anna.api.runs.settle.mutate({ ...run, ...settle })).rejects.toMatchObject(noMessage)
  await anna.api.runs.move.mutate({ ...run, position: 0 })
  const room = await app.services.rooms.get(sessionId)
  await room.settled()
  expect((await anna.api.undo.dryRun.query({ sessionId, versionIds: [blue] })).waits).toBe(true)
  await anna.api.runs.cancel.mutate(run)
  await anna.api.runs.pause.mutate({ sessionId, paused: false })
  expect(await ended(app, sent.runId ?? '')).toMatchObject({ status: 'done' })
  expect(await ended(app, runId)).toMatchObject({ status: 'cancelled' })
  expect(await text()).toBe(page('Shop', 'blue', 'none'))
})

test('rule 45.4: a failed undo can be retried', async () => {
  const { anna, ben, sessionId, write, undo, text } = await shop()
  const blue = await write(anna, 'blue', { 'src/page.txt': page('Shop', 'blue', 'none') })
  const navy = await write(ben, 'navy', { 'src/page.txt': page('Shop', 'navy', 'none') })
  const failed = await undo(anna, [blue])
  expect(failed.status).toBe('failed')
  await undo(ben, [navy])
  const again = { sessionId, runId: failed.id, id: newId() }
  const { runId } = await anna.api.runs.retry.mutate(again)
  expect(await ended(app, runId)).toMatchObject({ status: 'done' })
  expect(await text()).toBe(page('Shop', 'red', 'none'))
})

test('rule 45.5: a restore makes the files those of an older version; what it took out counts as undone until it is undone itself', async () => {
  const { anna, ben, sessionId, begun, write, undo, head } = await shop()
  const before = await filesOf(app, sessionId)
  const blue = await write(anna, 'blue', { 'src/page.txt': page('Shop', 'blue', 'none') })
  await write(ben, 'more', { 'src/more.txt': 'more\n' })
  const after = await filesOf(app, sessionId)
  const asked = { id: newId(), sessionId, versionId: begun }
  const run = await ended(app, (await ben.api.undo.restore.mutate(asked)).runId)
  expect(run.said).toEqual(['The files are as they were in version 1 again: 2 files changed.'])
  expect(await filesOf(app, sessionId)).toEqual(before)
  expect(await head()).toMatchObject({ kind: 'restore', undoes: [begun], authors: [ben.id] })
  await expect(undo(anna, [blue])).rejects.toMatchObject(code('conflict', /by version 4/))
  await undo(anna, [(await head()).id])
  expect(await filesOf(app, sessionId)).toEqual(after)
  const gone = await undo(anna, [blue])
  expect(gone.said).toEqual(['Took out the change of version 2 in 1 file. Later changes stay.'])
})

test('rule 45.6: who may not send can look at an undo but not make one; versions of other and deleted sessions are not found', async () => {
  const { anna, ben, workspaceId, sessionId, write } = await shop()
  const blue = await write(anna, 'blue', { 'src/page.txt': page('Shop', 'blue', 'none') })
  const viewer = await join(app, anna, workspaceId, 'viewer')
  const look = { sessionId, versionIds: [blue] }
  expect((await viewer.api.undo.dryRun.query(look)).files).toHaveLength(1)
  const asked = { ...look, id: newId(), ...nothing }
  await expect(viewer.api.undo.start.mutate(asked)).rejects.toMatchObject(code('forbidden'))
  await expect(viewer.api.undo.check.query(look)).rejects.toMatchObject(code('forbidden'))
  const restore = { id: newId(), sessionId, versionId: blue }
  await expect(viewer.api.undo.restore.mutate(restore)).rejects.toMatchObject(code('forbidden'))

  const other = await shop()
  const there = { ...asked, sessionId: other.sessionId }
  await expect(other.anna.api.undo.start.mutate(there)).rejects.toMatchObject(
    code('not_found', /no such version in this session/),
  )
  await anna.api.sessions.delete.mutate({ id: sessionId })
  await expect(ben.api.undo.start.mutate(asked)).rejects.toMatchObject(code('not_found'))
  expect(await app.db.$count(sessions, eq(sessions.id, sessionId))).toBe(1)
})

test('rule 45.15: where an undo takes packages out, the lockfile is made anew in the same run', async () => {
  const plain = createPlainSandboxes().forRun('')
  const lock = (names: string) => `{ "packages": "${names}" }\n`
  const edits = [{ path: 'bun.lock', content: lock('a c') }]
  const forRun = () => ({ ...plain, readBack: async () => ({ edits, problems: [] }) })
  await using own = await startAppServer([], { sandboxes: { forRun } })
  const packages = (...names: string[]) =>
    `${JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, '1'])) }, null, 2)}\n`
  const { anna, ben, sessionId } = await sharedSession(own, {
    'package.json': packages('a'),
    'bun.lock': lock('a'),
  })
  const by = { sessionId, by: ben.id }
  const files = { 'package.json': packages('a', 'b'), 'bun.lock': lock('a b') }
  const brought = await change(own, { ...by, files })
  const more = { 'package.json': packages('a', 'b', 'c'), 'bun.lock': lock('a b c') }
  await change(own, { ...by, files: more })
  const asked = { id: newId(), sessionId, versionIds: [brought], ...nothing }
  const run = await ended(own, (await anna.api.undo.start.mutate(asked)).runId)
  expect(run).toMatchObject({ status: 'done' })
  expect(await filesOf(own, sessionId)).toMatchObject({
    'package.json': packages('a', 'c'),
    'bun.lock': lock('a c'),
  })
  expect((await versionsOf(own, sessionId)).at(-1)).toMatchObject({ number: 4, kind: 'undo' })
})
