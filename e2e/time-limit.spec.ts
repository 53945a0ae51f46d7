import { errandsPrompt } from './stories/errands.ts'
import { startBuilding } from './stories/session-page.ts'
import { startServer } from './support/server.ts'
import { expect, test } from './support/test.ts'

test('rule 8: a run that takes too long ends with words and can be tried again', async ({
  page,
}) => {
  await using server = await startServer({ env: { RUN_TIMEOUT_S: '2' } })
  const session = await startBuilding(page, errandsPrompt, server.url)
  const failure = session.answers.first().getByRole('alert')
  await expect(failure).toContainText('This run took too long')
  await expect(session.runState).toHaveText('Failed')
  await failure.getByRole('button', { name: 'Retry' }).click()
  await expect(session.answers).toHaveCount(2)
  await expect(session.answers.nth(1).getByRole('alert')).toContainText('This run took too long')
  await expect(session.runState).toHaveText('Failed')
  expect(server.output()).not.toContain('Unhandled')
})
