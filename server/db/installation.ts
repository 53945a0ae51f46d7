import { randomBytes } from 'node:crypto'
import { installation } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'

/** The id of this installation, the same on all its nodes. Made by the first that asks. */
export async function readInstallation(db: Db): Promise<string> {
  await db
    .insert(installation)
    .values({ id: randomBytes(6).toString('hex') })
    .onConflictDoNothing()
  const [row] = await db.select({ id: installation.id }).from(installation)
  if (!row) throw new Error('The installation has no id.')
  return row.id
}
