import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startAppServer } from '../app-server.ts'
import { openTestDatabase } from '../database.ts'
import { callFamilies } from './call-families.ts'
import { type Family, growthOf } from './cpu-growth.ts'
import { daemonFamilies } from './daemon-families.ts'
import { draftFamilies } from './draft-families.ts'
import { fileFamilies } from './file-families.ts'
import { gatewayFamilies, headerFamilies } from './gateway-families.ts'
import { shapeFamilies, textFamilies } from './input-families.ts'

type App = Awaited<ReturnType<typeof startAppServer>>
let app: App
let cookie: string
beforeAll(async () => {
  app = await startAppServer([])
  const anna = app.visitor()
  await anna.api.auth.guest.mutate()
  cookie = anna.cookie()
})
afterAll(() => app?.[Symbol.asyncDispose]())

/** Names of the families whose time more than follows their size. */
async function steep(families: readonly Family[]): Promise<string[]> {
  const found: string[] = []
  for (const family of families) {
    const { once, twice, ratio } = await growthOf(family)
    if (ratio >= 2.5) found.push(`${family.door}, ${family.name}: ${once} → ${twice} µs`)
  }
  return found
}

describe('rule 36.13: twice of it takes less than 2.5 times the CPU', () => {
  test('rule 36.13: every text of every procedure', async () => {
    const families = textFamilies()
    expect(families.length).toBeGreaterThan(500)
    expect(await steep(families)).toEqual([])
  }, 300_000)

  test('rule 36.13: every procedure’s input of another shape', async () => {
    expect(await steep(shapeFamilies())).toEqual([])
  }, 300_000)

  test('rule 36.13: bodies of calls', async () => {
    expect(await steep(callFamilies(app, cookie))).toEqual([])
  }, 300_000)

  test('rule 36.13: heads of requests', async () => {
    expect(await steep([...gatewayFamilies(), ...headerFamilies()])).toEqual([])
  }, 300_000)

  test('rule 36.13: what the sandbox host’s daemon reads', async () => {
    expect(await steep(await daemonFamilies())).toEqual([])
  }, 300_000)

  test('rule 36.13: edits, searches, pictures and comparisons', async () => {
    expect(await steep(fileFamilies)).toEqual([])
  }, 300_000)

  test('rule 36.1: a draft, through its own door', async () => {
    await using database = await openTestDatabase('embedded')
    expect(await steep(draftFamilies(database.db))).toEqual([])
  }, 300_000)
})
