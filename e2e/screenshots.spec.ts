import { errandsPrompt } from './stories/errands.ts'
import { startBuilding } from './stories/session-page.ts'
import { photographer } from './support/pictures.ts'
import { expect, test } from './support/test.ts'

test('pictures of every screen', { tag: '@screenshots' }, async ({ page }, { outputDir }) => {
  const take = await photographer(outputDir)
  const shoot = (name: string, before?: Parameters<typeof take>[2]) => take(page, name, before)

  await page.goto('/')
  await expect(page.getByRole('button', { name: 'Start building' })).toBeVisible()
  await shoot('landing')
  await page.goto('/sign-in')
  await expect(page.getByLabel('E-mail')).toBeVisible()
  await shoot('sign-in')
  await page.goto('/sign-up')
  await expect(page.getByLabel('E-mail')).toBeVisible()
  await shoot('sign-up')
  await page.goto('/nowhere')
  await expect(page.getByRole('link', { name: 'Start page', exact: true })).toBeVisible()
  await shoot('not-found')

  const session = await startBuilding(page, errandsPrompt)
  await expect(session.answers.getByText('Let me look')).toBeVisible()
  await shoot('session-running')
  await session.settled(1)
  await expect(session.app.getByRole('heading', { name: 'Errands' })).toBeVisible()
  await shoot('session-chat')
  await shoot('session-preview', async (_, phone) => {
    if (phone) await page.getByRole('tab', { name: 'Preview' }).click()
  })
  await page.getByRole('tab', { name: 'Activity' }).click()
  await shoot('session-activity', async (_, phone) => {
    if (phone) await page.getByRole('tab', { name: 'Preview' }).click()
  })
  const address = page.url()
  await session.say('make it green')
  await session.say('add a due date field')
  await session.say('add a dark-mode switch')
  await shoot('session-queue', async (_, phone) => {
    if (phone) await page.getByRole('tab', { name: 'Chat' }).click()
  })
  const workspace = await page.locator('a[href^="/w/"]').first().getAttribute('href')
  await page.goto(workspace ?? '/')
  await expect(page.getByRole('link', { name: 'Errands' })).toBeVisible()
  await shoot('workspace')
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await shoot('palette')
  await page.goto('/settings')
  await expect(page.getByLabel('Name')).toBeVisible()
  await shoot('settings')
  await page.goto(`${new URL(address).origin}/s/${crypto.randomUUID()}`)
  await expect(page.getByRole('heading', { name: 'Session not found' })).toBeVisible()
  await shoot('session-refused')
})
