import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import * as schema from '../../../drizzle/schema.ts'
import type { Db } from '../../../drizzle/types.ts'
import { prepareTestDataDir } from '../../testing/database.ts'

/**
 * Postgres in this thread, so that a seed always plays the same. `idle` resolves once no query
 * runs.
 */
export async function openFuzzDatabase() {
  const dataDir = mkdtempSync(join(tmpdir(), 'fegg-fuzz-'))
  await prepareTestDataDir(dataDir)
  const pglite = await PGlite.create({ dataDir: join(dataDir, 'pg'), relaxedDurability: true })
  let underWay = 0
  const counted = new Proxy(pglite, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      const call = value.bind(target) as (...args: unknown[]) => unknown
      if (name !== 'query' && name !== 'exec' && name !== 'transaction') return call
      return async (...args: unknown[]) => {
        underWay += 1
        try {
          return await call(...args)
        } finally {
          underWay -= 1
        }
      }
    },
  })
  // the drivers differ only in `execute`'s result, which nothing reads
  const db = drizzle(counted, { schema }) as unknown as Db
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  return {
    db,
    async idle(): Promise<void> {
      for (let quiet = 0; quiet < 3; quiet = underWay === 0 ? quiet + 1 : 0) await turn()
    },
    async [Symbol.asyncDispose]() {
      await pglite.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
