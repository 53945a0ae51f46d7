import { expect, it } from 'vitest'
import { openTestDatabase } from '../testing/database.ts'
import { rowsOf } from '../testing/rows.ts'

it('starts again when the backend breaks, with everything that was committed', async () => {
  await using database = await openTestDatabase('embedded')
  const sql = rowsOf(database.pool)
  await sql`create table kept (n int)`
  await sql`insert into kept values (1)`
  // A COPY that the socket can't detect: the backend waits for rows, finds none and exits.
  const breaking = database.pool.query("select '--'; copy kept from /**/ stdin")
  await expect(breaking).rejects.toThrow()
  await expect
    .poll(
      () =>
        database.ready().then(
          () => true,
          () => false,
        ),
      { timeout: 15_000 },
    )
    .toBe(true)
  expect(await sql`select n from kept`).toEqual([{ n: 1 }])
})
