import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { runs } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { startAppServer } from '../testing/app-server.ts'
import { code, join, person, team } from '../testing/team.ts'

type Team = Awaited<ReturnType<typeof team>>

async function send({ owner, workspaceId }: Team) {
  const sessionId = newId()
  const first = { messageId: newId(), text: 'Go' }
  await owner.api.sessions.create.mutate({ id: sessionId, workspaceId, first })
  return sessionId
}

async function open(env: Record<string, string>) {
  const app = await startAppServer([{ text: 'Two words.' }], { tokenDelayMs: 100_000, env })
  const waits = (of: Team, sessionId: string) => of.owner.api.runs.waits.query({ sessionId })
  return { app, waits, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() }
}

test('rule 37.9: who waits because the server works on as many runs as it may is told so, and how many come before', async () => {
  await using world = await open({ MAX_RUNS: '1' })
  const { app, waits } = world
  const [mine, other] = [await team(app), await team(app)]
  const first = await send(mine)
  await expect.poll(() => app.db.$count(runs, eq(runs.status, 'running'))).toBe(1)
  expect(await waits(mine, first)).toBe(null)
  const [second, third] = [await send(other), await send(other)]
  await expect
    .poll(() => waits(other, second))
    .toEqual({ why: 'full', full: 'server', limit: 1, ahead: 0 })
  await expect
    .poll(() => waits(other, third))
    .toEqual({ why: 'full', full: 'server', limit: 1, ahead: 1 })
  // people who only look are told too, others nothing
  const viewer = await join(app, other.owner, other.workspaceId, 'viewer')
  expect(await viewer.api.runs.waits.query({ sessionId: third })).toMatchObject({ ahead: 1 })
  const stranger = await person(app)
  await expect(stranger.api.runs.waits.query({ sessionId: third })).rejects.toMatchObject(
    code('not_found'),
  )
  // what its own session keeps waiting doesn't wait for the server
  await other.owner.api.runs.pause.mutate({ sessionId: second, paused: true })
  await expect.poll(() => waits(other, second)).toBe(null)
  await expect.poll(() => waits(other, third)).toMatchObject({ ahead: 0 })
})

test('rule 37.9: who waits because their workspace has as many runs at work as it may is told that', async () => {
  await using world = await open({ MAX_RUNS: '10', MAX_RUNS_PER_WORKSPACE: '1' })
  const { app, waits } = world
  const [mine, other] = [await team(app), await team(app)]
  await send(mine)
  const [second, third] = [await send(mine), await send(mine)]
  await expect
    .poll(() => waits(mine, third))
    .toEqual({ why: 'full', full: 'workspace', limit: 1, ahead: 1 })
  expect(await waits(mine, second)).toEqual({ why: 'full', full: 'workspace', limit: 1, ahead: 0 })
  const theirs = await send(other)
  await expect.poll(() => waits(other, theirs)).toBe(null)
})
