import { eq } from 'drizzle-orm'
import { sessions } from '../drizzle/schema.ts'
import { joinDatabase } from '../server/db/database.ts'
import { newId } from '../shared/ids.ts'
import { startHeldModel } from './stories/held-model.ts'
import { startBuilding } from './stories/session-page.ts'
import { startServer } from './support/server.ts'
import { expect, test } from './support/test.ts'

test('rule 37.9: who waits because the server works on as many runs as it may reads that, until the run begins', async ({
  page,
  newPerson,
}) => {
  await using model = await startHeldModel()
  await using server = await startServer({ env: { ...model.env, MAX_RUNS: '1' } })
  const first = await startBuilding(page, 'a clock', server.url)
  const turn = await model.next()
  turn.say('I begin')
  await expect(first.runState).toContainText('Running')

  const second = await startBuilding(await newPerson(), 'a calendar', server.url)
  await expect(second.runState).toHaveText('Queued')
  const why = second.queue.getByText(
    'Queued. This server works on 1 run at once, and has that many now. This one is next.',
  )
  await expect(why).toBeVisible()
  await expect(first.queue).toBeHidden()

  turn.end()
  const next = await model.next()
  next.say('Now I begin')
  await expect(second.runState).toContainText('Running')
  await expect(why).toBeHidden()
  next.end()
  await second.settled(1)
})

test('rules 37.10 and 37.11: the lists show more when asked, and a session is deleted for good after a question that names what is lost', async ({
  page,
}) => {
  await using server = await startServer()
  await startBuilding(page, 'a page with a heading', server.url)
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const database = await joinDatabase({ dataDir: server.dataDir })
  const [session] = await database.db.select().from(sessions).where(eq(sessions.id, id))
  if (!session) throw new Error('the session is gone')
  const add = (name: string, deletedAt: Date | null) =>
    database.db.insert(sessions).values(
      Array.from({ length: 70 }, (_, index) => ({
        id: newId(),
        workspaceId: session.workspaceId,
        name: `${name} ${index}`,
        createdBy: session.createdBy,
        model: session.model,
        previewId: newId().replaceAll('-', ''),
        changedAt: new Date(Date.now() - 86_400_000 - index),
        deletedAt,
      })),
    )
  await add('Kept', null)
  await add('Gone', new Date(Date.now() - 86_400_000))
  await database.close()

  await page.goto(server.url)
  await page
    .getByRole('link', { name: /workspace$/ })
    .first()
    .click()
  const cards = page.getByRole('article')
  await expect(cards).toHaveCount(60)
  await expect(page.getByText('60+ sessions')).toBeVisible()
  await page.getByRole('button', { name: 'Show more' }).click()
  await expect(cards).toHaveCount(71)
  await expect(page.getByText('71 sessions')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Show more' })).toBeHidden()

  await page.getByRole('link', { name: 'Deleted' }).click()
  const deleted = page.getByRole('list', { name: 'Deleted sessions' }).getByRole('listitem')
  await expect(deleted).toHaveCount(60)
  await page.getByRole('button', { name: 'Show more' }).click()
  await expect(deleted).toHaveCount(70)
  await page.getByRole('button', { name: 'Delete Gone 7 for good' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete “Gone 7” for good?' })
  await expect(dialog).toContainText(
    /Its chat \(0 messages\), its files .* Nobody can bring them back/,
  )
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(deleted).toHaveCount(70)
  await page.getByRole('button', { name: 'Delete Gone 7 for good' }).click()
  await dialog.getByRole('button', { name: 'Delete for good' }).click()
  await expect(dialog).toBeHidden()
  await expect(deleted).toHaveCount(69)
  await expect(page.getByRole('button', { name: 'Restore Gone 7', exact: true })).toBeHidden()
})
