import { startBuilding } from './stories/session-page.ts'
import { expect, test } from './support/test.ts'

test('rule 37.1: a deleted session is found under “Deleted”, with who deleted it, and is restored with its chat', async ({
  page,
}) => {
  const session = await startBuilding(page, 'a page with nothing but a heading')
  await expect(session.chat.getByText('a page with nothing but a heading').first()).toBeVisible()
  const address = new URL(page.url()).pathname
  await page.goto('/')
  await page
    .getByRole('link', { name: /workspace$/ })
    .first()
    .click()
  const card = page.getByRole('article').first()
  const name = (await card.getByRole('heading').textContent()) ?? ''
  await card.getByRole('button', { name: /^More for/ }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('For 30 days')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('heading', { name: 'No sessions yet' })).toBeVisible()

  await page.getByRole('link', { name: 'Deleted' }).click()
  const deleted = page.getByRole('list', { name: 'Deleted sessions' }).getByRole('listitem')
  await expect(deleted).toHaveCount(1)
  await expect(deleted).toContainText(/Deleted by Guest .* gone for good on \d+ \w+ \d{4}/)
  await deleted.getByRole('button', { name: `Restore ${name}` }).click()
  await expect(page.getByText('No deleted sessions.')).toBeVisible()
  await page.getByRole('link', { name: 'Sessions' }).click()
  await page.getByRole('link', { name }).first().click()
  await expect(page).toHaveURL(address)
  await expect(session.chat.getByText('a page with nothing but a heading').first()).toBeVisible()
})
