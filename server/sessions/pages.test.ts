import { afterAll, beforeAll, expect, test } from 'vitest'
import { inArray } from 'drizzle-orm'
import { sessions } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import type { PageCursor } from '../../shared/protocol/inputs/session-inputs.ts'
import { startAppServer } from '../testing/app-server.ts'
import { code, join, team } from '../testing/team.ts'

let app: Awaited<ReturnType<typeof startAppServer>>
beforeAll(async () => {
  app = await startAppServer([{ text: 'Done.' }], { env: { MAX_SESSIONS_PER_WORKSPACE: '1000' } })
})
afterAll(() => app?.[Symbol.asyncDispose]())

type Team = Awaited<ReturnType<typeof team>>

/** Several have the same time. */
async function addSessions({ owner, workspaceId }: Team, count: number, deleted: boolean) {
  const at = (index: number) => new Date(Date.UTC(2026, 0, 1) + Math.floor(index / 3) * 1_000)
  const rows = Array.from({ length: count }, (_, index) => ({
    id: newId(),
    workspaceId,
    name: `Number ${index}`,
    createdBy: owner.id,
    model: 'scripted',
    previewId: newId().replaceAll('-', ''),
    changedAt: at(index),
    deletedAt: deleted ? at(index) : null,
  }))
  await app.db.insert(sessions).values(rows)
  return rows.map(({ id }) => id)
}

async function readAll<T extends { id: string }>(
  read: (cursor: PageCursor | null) => Promise<T[]>,
  atOf: (entry: T) => string,
  count: number,
) {
  const pages: T[][] = []
  for (let cursor: PageCursor | null = null; ; ) {
    const page = await read(cursor)
    pages.push(page)
    const last = page.at(-1)
    if (!last || page.length < count) return pages
    cursor = { at: Date.parse(atOf(last)), id: last.id }
  }
}

test.each([false, true])(
  'rule 37.10: every session of a workspace is listed once, page by page (deleted: %s)',
  async (deleted) => {
    const mine = await team(app)
    const { api } = mine.owner
    const { workspaceId } = mine
    const ids = await addSessions(mine, 250, deleted)
    await addSessions(await team(app), 3, deleted)
    const count = 60
    const pages = deleted
      ? await readAll(
          (cursor) => api.sessions.bin.query({ workspaceId, cursor, count }),
          ({ deletedAt }) => deletedAt,
          count,
        )
      : await readAll(
          (cursor) => api.sessions.list.query({ workspaceId, cursor, count }),
          ({ changedAt }) => changedAt,
          count,
        )
    expect(pages.map(({ length }) => length)).toEqual([60, 60, 60, 60, 10])
    expect(
      pages
        .flat()
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(ids.toSorted())
    // an older tab names no count
    const first = deleted
      ? await api.sessions.bin.query({ workspaceId })
      : await api.sessions.list.query({ workspaceId })
    expect(first.map(({ id }) => id)).toEqual(
      pages
        .flat()
        .slice(0, 200)
        .map(({ id }) => id),
    )
  },
)

test('rule 37.11: who may delete removes a session of the bin for good, with what it has, and nobody else', async () => {
  const mine = await team(app)
  const { owner, workspaceId } = mine
  const id = newId()
  const first = { messageId: newId(), text: 'hello' }
  await owner.api.sessions.create.mutate({ id, workspaceId, first })
  await expect(owner.api.sessions.remove.mutate({ id, workspaceId })).rejects.toMatchObject(
    code('conflict', /restored/),
  )
  await owner.api.sessions.delete.mutate({ id })
  const [binned] = await owner.api.sessions.bin.query({ workspaceId })
  expect(binned).toMatchObject({ id, versions: 1 })
  expect(binned?.messages).toBeGreaterThan(0)
  const editor = await join(app, owner, workspaceId, 'editor')
  await expect(editor.api.sessions.remove.mutate({ id, workspaceId })).rejects.toMatchObject(
    code('forbidden'),
  )
  // somebody of another workspace finds nothing, as for an id that is nobody's
  const other = await team(app)
  await other.owner.api.sessions.remove.mutate({ id, workspaceId: other.workspaceId })
  expect(await app.db.$count(sessions, inArray(sessions.id, [id]))).toBe(1)

  const admin = await join(app, owner, workspaceId, 'admin')
  const tries = [admin, owner, admin].map((who) =>
    who.api.sessions.remove.mutate({ id, workspaceId }),
  )
  await Promise.all(tries)
  expect(await app.db.$count(sessions, inArray(sessions.id, [id]))).toBe(0)
  expect(await owner.api.sessions.bin.query({ workspaceId })).toEqual([])
  await expect(owner.api.sessions.restore.mutate({ id, workspaceId })).rejects.toMatchObject(
    code('not_found', /removed for good/),
  )
})

test('rule 37.11: of a restore and a removal at the same moment, one counts', async () => {
  const mine = await team(app)
  const { owner, workspaceId } = mine
  for (let round = 0; round < 10; round++) {
    const id = newId()
    await owner.api.sessions.create.mutate({ id, workspaceId })
    await owner.api.sessions.delete.mutate({ id })
    const [restored, removed] = await Promise.allSettled([
      owner.api.sessions.restore.mutate({ id, workspaceId }),
      owner.api.sessions.remove.mutate({ id, workspaceId }),
    ])
    const left = await app.db.$count(sessions, inArray(sessions.id, [id]))
    expect([restored.status, removed.status].toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(left).toBe(restored.status === 'fulfilled' ? 1 : 0)
  }
})
