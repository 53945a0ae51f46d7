import { afterAll, beforeAll, expect, test } from 'vitest'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { closeCodes } from '../../shared/protocol/close-codes.ts'
import { docName } from '../../shared/protocol/doc-names.ts'
import { newId } from '../../shared/ids.ts'
import { startAppServer } from '../testing/app-server.ts'
import { code, join, person, team } from '../testing/team.ts'

let app: Awaited<ReturnType<typeof startAppServer>>
beforeAll(async () => {
  app = await startAppServer([{ text: 'A file.', toolCalls: [] }], {
    tokenDelayMs: 100_000,
    env: {
      MAX_SESSIONS_PER_WORKSPACE: '2',
      MAX_SESSIONS_PER_HOUR: '4',
      MAX_WORKSPACES_PER_PERSON: '3',
      MAX_WAITING_MESSAGES: '2',
      MAX_RUNS_PER_WORKSPACE: '1',
      MAX_SOCKETS_PER_PERSON: '2',
      MAX_SOCKETS_PER_ADDRESS: '4',
    },
  })
})
afterAll(() => app?.[Symbol.asyncDispose]())

type Team = Awaited<ReturnType<typeof team>>

async function create({ owner, workspaceId }: Team) {
  const id = newId()
  await owner.api.sessions.create.mutate({ id, workspaceId })
  return id
}

test('rule 37.5: a workspace has so many sessions, whoever makes them and however', async () => {
  const mine = await team(app)
  const tries = await Promise.allSettled([1, 2, 3].map(() => create(mine)))
  const refused = tries.filter((each) => each.status === 'rejected')
  expect(refused).toHaveLength(1)
  expect(refused[0]?.reason).toMatchObject(code('conflict', /2 sessions.*Delete one.*MAX_SESSIONS/))
  const [id = ''] = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  const { owner, workspaceId } = mine
  await owner.api.sessions.delete.mutate({ id })
  const again = newId()
  await owner.api.sessions.create.mutate({ id: again, workspaceId })
  // the same call once more is no session more
  await owner.api.sessions.create.mutate({ id: again, workspaceId })
  await expect(owner.api.sessions.restore.mutate({ id, workspaceId })).rejects.toMatchObject(
    code('conflict', /Delete one/),
  )
  await owner.api.sessions.delete.mutate({ id: again })
  await owner.api.sessions.restore.mutate({ id, workspaceId })
})

test('rule 37.5: a person creates so many sessions within an hour, in all workspaces together', async () => {
  const one = await team(app)
  const { id: workspaceId } = await one.owner.api.workspaces.create.mutate({
    id: newId(),
    name: 'Two',
  })
  const two = { ...one, workspaceId }
  for (const each of [one, one, two, two]) {
    const id = await create(each)
    await one.owner.api.sessions.delete.mutate({ id })
  }
  await expect(create(one)).rejects.toMatchObject(code('rate_limited', /within an hour.*Wait/))
})

test('rule 37.5: a person owns so many workspaces', async () => {
  const { api } = await person(app)
  const name = 'Mine'
  // a guest has one
  const tries = await Promise.allSettled(
    [1, 2, 3].map(() => api.workspaces.create.mutate({ id: newId(), name })),
  )
  const refused = tries.filter((each) => each.status === 'rejected')
  expect(refused).toHaveLength(1)
  expect(refused[0]?.reason).toMatchObject(code('conflict', /3 workspaces.*transfer/))
})

test('rule 37.5: so many messages and suggestions wait in a session', async () => {
  const { owner, workspaceId } = await team(app)
  const sessionId = newId()
  await owner.api.sessions.create.mutate({ id: sessionId, workspaceId })
  await owner.api.runs.pause.mutate({ sessionId, paused: true })
  const send = () =>
    owner.api.messages.send.mutate({
      id: newId(),
      sessionId,
      text: 'More',
      delivery: 'after',
    })
  await send()
  await send()
  await expect(send()).rejects.toMatchObject(code('conflict', /2 messages wait.*cancel one/))
  const guest = await join(app, owner, workspaceId, 'suggester')
  const propose = () =>
    guest.api.suggestions.add.mutate({
      id: newId(),
      sessionId,
      text: 'Blue',
    })
  await propose()
  await propose()
  await expect(propose()).rejects.toMatchObject(code('conflict', /2 suggestions wait.*withdraw/))
})

function socketOf(who: Awaited<ReturnType<typeof person>>, path: string) {
  const headers = { origin: who.origin, cookie: who.cookie() }
  return new WebSocket(`${app.url.replace('http', 'ws')}${path}`, { headers })
}

async function refusalOf(socket: WebSocket) {
  const [, response] = await once(socket, 'unexpected-response')
  let text = ''
  for await (const piece of response as AsyncIterable<Buffer>) text += String(piece)
  return { status: (response as { statusCode: number }).statusCode, text }
}

test('rules 37.5 and 41.8: a person, and an address, opens so many sockets; one that closes leaves its place', async () => {
  const mine = await team(app)
  const { owner } = mine
  const sessionId = await create(mine)
  const open = [socketOf(owner, '/trpc'), socketOf(owner, '/trpc')]
  await Promise.all(open.map((socket) => once(socket, 'open')))
  expect(await refusalOf(socketOf(owner, '/trpc'))).toMatchObject({
    status: 429,
    text: expect.stringMatching(/^You have 2 connections open.*Close tabs/),
  })
  const doc = socketOf(owner, `/yjs/${docName.draft(sessionId)}`)
  const [closed, reason] = await once(doc, 'close')
  expect(closed).toBe(closeCodes.tooMany)
  expect(String(reason)).toMatch(/^You have 2 connections open/)
  // browsers don't show a page what its upgrade was answered
  expect(await owner.api.events.socketRefusal.mutate()).toMatch(/^You have 2 connections open/)
  const other = await person(app)
  expect(await other.api.events.socketRefusal.mutate()).toBeNull()
  const more = [socketOf(other, '/trpc'), socketOf(other, '/trpc')]
  await Promise.all(more.map((socket) => once(socket, 'open')))
  const third = await person(app)
  expect(await refusalOf(socketOf(third, '/trpc'))).toMatchObject({
    status: 429,
    text: expect.stringMatching(/^Your network has 4 connections open/),
  })
  expect(await third.api.events.socketRefusal.mutate()).toMatch(/^Your network has 4 connections/)
  open[0]?.close()
  await expect
    .poll(async () => {
      const socket = socketOf(owner, '/trpc')
      const opened = once(socket, 'open').then(() => true)
      const failed = once(socket, 'error').then(() => false)
      const answer = await Promise.race([opened, failed])
      opened.catch(() => undefined)
      failed.catch(() => undefined)
      if (answer) more.push(socket)
      return answer
    })
    .toBe(true)
  for (const socket of [...open, ...more]) socket.terminate()
})

test('rule 37.8: the metrics have the sizes of the database and what runs and waits', async () => {
  await create(await team(app))
  const text = await (await fetch(`${app.url}/metrics`)).text()
  const value = (name: string) => Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1])
  expect(value('fegg_sessions')).toBeGreaterThan(0)
  expect(value('fegg_deleted_sessions')).toBeGreaterThan(0)
  expect(value('fegg_table_blobs_bytes')).toBeGreaterThan(0)
  for (const name of [
    'fegg_guests',
    'fegg_runs',
    'fegg_waiting_runs',
    'fegg_sandboxes',
    'fegg_preview_ports',
    'fegg_event_sockets',
    'fegg_heavy_jobs_running',
    'fegg_heavy_jobs_waiting',
    'fegg_heavy_jobs_waited_seconds',
    'fegg_browser_pages',
    'fegg_browser_pages_waiting',
    'fegg_browser_waited_seconds',
    'fegg_table_events_rows',
  ])
    expect(value(name), name).toBeGreaterThanOrEqual(0)
})
