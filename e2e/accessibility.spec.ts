import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { errandsPrompt } from './stories/errands.ts'
import { startBuilding } from './stories/session-page.ts'
import { expect, test } from './support/test.ts'

const schemes = ['light', 'dark'] as const

/** What is serious or worse on the page in either colour scheme. The app that is being built is people's own. */
const findings = async (page: Page) => {
  const found: string[] = []
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .exclude('iframe[title="Live preview"]')
      .analyze()
    for (const { id, impact, nodes } of violations)
      if (impact === 'serious' || impact === 'critical')
        found.push(`${colorScheme}: ${id}: ${nodes.map(({ target }) => String(target)).join(', ')}`)
  }
  return found
}

test('axe finds nothing serious on any screen in either colour scheme', async ({ page }) => {
  test.setTimeout(240_000)
  const look = async (name: string) => {
    await test.step(name, async () => expect.soft(await findings(page), name).toEqual([]))
  }
  await page.goto('/')
  await expect(page.getByRole('button', { name: 'Start building' })).toBeVisible()
  await look('landing')
  await page.goto('/sign-in')
  await expect(page.getByLabel('E-mail')).toBeVisible()
  await look('sign-in')
  await page.goto('/sign-up')
  await expect(page.getByLabel('E-mail')).toBeVisible()
  await look('sign-up')
  await page.goto('/nowhere/at/all')
  await expect(page.getByRole('link', { name: 'Start page', exact: true })).toBeVisible()
  await look('not found')

  const session = await startBuilding(page, errandsPrompt)
  await expect(session.runState).toContainText('Running')
  await look('session, running')
  await session.settled(1)
  await session.story()
  await look('session, idle, every step open')
  await page.getByRole('tab', { name: 'Activity' }).click()
  await session.activity()
  await look('session, activity')
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('button', { name: 'Create link' }).click()
  await expect(page.getByRole('list', { name: 'Share links' })).toBeVisible()
  await look('session, share')
  await page.keyboard.press('Escape')
  const workspace = await page.locator('a[href^="/w/"]').first().getAttribute('href')
  await page.goto(workspace ?? '/')
  await expect(page.getByRole('link', { name: 'Errands' })).toBeVisible()
  await look('workspace')
  await page.getByRole('link', { name: 'Members', exact: true }).click()
  await page.getByRole('button', { name: 'Create invite' }).click()
  await expect(page.getByRole('list', { name: 'Open invites' })).toBeVisible()
  await look('workspace, members')
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
  await expect(page.getByLabel('Name of the workspace')).toBeVisible()
  await look('workspace, settings')
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await look('palette')
  await page.goto('/settings')
  await expect(page.getByLabel('Name')).toBeVisible()
  await look('settings')
})
