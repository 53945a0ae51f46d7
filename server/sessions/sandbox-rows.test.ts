import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessions } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { startAppServer, type Visitor } from '../testing/app-server.ts'
import { createSandboxRows } from './sandbox-rows.ts'

let server: Awaited<ReturnType<typeof startAppServer>>
let visitor: Visitor
beforeAll(async () => {
  server = await startAppServer([])
  visitor = server.visitor()
  await visitor.api.auth.guest.mutate()
}, 120_000)
afterAll(() => server[Symbol.asyncDispose]())

async function start() {
  const id = newId()
  await visitor.api.sessions.create.mutate({ id })
  return { id, rows: createSandboxRows(server.db, server.services.lockSession) }
}

test("rule 7.8: a session's sandbox is replaced only where it is the one that was expected", async () => {
  const { id, rows } = await start()
  const both = await Promise.all(['a', 'b'].map((each) => rows.replaceSandboxId(id, null, each)))
  expect(both.filter(Boolean)).toHaveLength(1)
  const winner = (await rows.sandboxId(id)) ?? ''
  expect(await rows.replaceSandboxId(id, 'another', 'c')).toBe(false)
  expect(await rows.replaceSandboxId(id, winner, 'c')).toBe(true)
  expect(await rows.sandboxId(id)).toBe('c')
  await visitor.api.sessions.delete.mutate({ id })
  expect(await rows.replaceSandboxId(id, 'c', 'd')).toBe(false)
})

test('rule 7.7: sessions count as unused by when something last happened in them', async () => {
  const { id, rows } = await start()
  await rows.replaceSandboxId(id, null, 'a')
  const found = async () => (await rows.unused(3_600_000)).map(({ sandboxId }) => sandboxId)
  expect(await found()).toEqual([])
  const before = new Date(Date.now() - 3_700_000)
  await server.db.update(sessions).set({ changedAt: before }).where(eq(sessions.id, id))
  expect(await found()).toEqual(['a'])
})
