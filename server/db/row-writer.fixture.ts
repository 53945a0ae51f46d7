// Child process of kill.test.ts: writes rows and transactions, and
// prints each number once acknowledged.
import { sql } from 'drizzle-orm'
import { rowsOf } from '../testing/rows.ts'
import { openDatabase } from './database.ts'

/** Writes to a pipe are synchronous. */
function print(line: string) {
  return void process.stdout.write(line)
}

const [dataDir = ''] = process.argv.slice(2)
const { db, pool } = await openDatabase({ dataDir })
const rows = rowsOf(pool)
await rows`create table if not exists kept (n bigint primary key, body text)`
const [last] = await rows`select coalesce(max(n), -1)::int n from kept`
print(`writing ${process.pid}\n`)
for (let n = Number(last?.['n']) + 1; ; n += 2) {
  await rows`insert into kept values (${n}, ${'x'.repeat(n % 3000)})`
  print(`${n}\n`)
  await db.transaction(async (tx) => {
    await tx.execute(sql`insert into kept values (${-n - 1}, 'half of a transaction')`)
    await tx.execute(sql`insert into kept values (${n + 1}, ${'y'.repeat(n % 5000)})`)
  })
  print(`${n + 1}\n`)
}
