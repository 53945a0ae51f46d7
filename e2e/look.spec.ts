import type { Page } from '@playwright/test'
import { cafePrompt } from './stories/cafe-provider.ts'
import { test } from './stories/cafe-test.ts'
import { startBuilding } from './stories/session-page.ts'
import { letIn, signUp } from './stories/team.ts'
import { axeFindings } from './support/axe.ts'
import { expect } from './support/test.ts'

const banner = 'Fresh beans today'

/** For long enough that coming back is another visit. */
async function leave(page: Page) {
  await page.getByRole('link', { name: /FeGG/ }).first().click()
  await expect(page).not.toHaveURL(/\/s\//)
  await page.getByRole('heading').first().waitFor()
  await page.reload()
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage))
      if (key.startsWith('fegg-visit/')) localStorage.removeItem(key)
  })
}

function looked(page: Page) {
  return page.frameLocator('iframe[title="Version preview"]')
}

test('rules 49.1, 49.3, 49.4: a version is looked at live beside the app, and who comes back catches up', async ({
  page,
  newPerson,
  server,
}) => {
  await signUp(page, server.url, 'Ada')
  const ada = await startBuilding(page, cafePrompt, server.url)
  await ada.settled(1)
  const address = page.url()
  const ben = await letIn(page, await newPerson(), 'Ben', 'suggester')
  await ada.say('put a banner on top')
  await ada.settled(2)
  await expect(ada.app.getByText(banner)).toBeVisible()
  await expect(ben.app.getByText(banner)).toBeVisible()

  await test.step('the version runs beside the app', async () => {
    await page.getByRole('tab', { name: 'Versions' }).click()
    const versions = page.getByRole('region', { name: 'Versions' })
    const first = versions.getByRole('article', { name: 'Version 1', exact: true })
    await first.getByRole('button', { name: 'Look' }).click()
    await expect(looked(page).getByText('Espresso')).toBeVisible()
    await expect(looked(page).getByText(banner)).toHaveCount(0)
    const bar = page.getByRole('region', { name: 'Look' })
    await expect(bar).toContainText('Looking at version 1 by Ada')
    expect(await axeFindings(page)).toEqual([])
    await expect(ben.app.getByText(banner)).toBeVisible()
  })

  await test.step('who may not change the app may look too, from the chat', async () => {
    const card = ben.chat.getByRole('article', { name: 'Version 1', exact: true })
    await card.getByRole('button', { name: 'Look' }).click()
    await expect(looked(ben.page).getByText('Espresso')).toBeVisible()
    const bar = ben.page.getByRole('region', { name: 'Look' })
    await expect(bar.getByRole('button', { name: 'Restore' })).toHaveCount(0)
    await leave(ben.page)
  })

  await test.step('what is looked at stands in the address', async () => {
    await page.reload()
    await expect(looked(page).getByText('Espresso')).toBeVisible()
    const bar = page.getByRole('region', { name: 'Look' })
    await bar.getByRole('button', { name: 'Back to now' }).click()
    await expect(ada.app.getByText(banner)).toBeVisible()
    await expect(page).not.toHaveURL(/look=/)
  })

  await test.step('a restore can be looked at before it is decided', async () => {
    const card = ada.chat.getByRole('article', { name: 'Version 1', exact: true })
    await card.getByRole('button', { name: 'Restore' }).click()
    const dialog = page.getByRole('dialog', { name: 'Restore version 1' })
    await dialog.getByRole('button', { name: 'Look first' }).click()
    await expect(looked(page).getByText('Espresso')).toBeVisible()
    const bar = page.getByRole('region', { name: 'Look' })
    await bar.getByRole('button', { name: 'Restore' }).click()
    await dialog.getByRole('button', { name: 'Restore', exact: true }).click()
    await expect(dialog).toBeHidden()
    await bar.getByRole('button', { name: 'Back to now' }).click()
    await expect(ada.app.getByText('Espresso')).toBeVisible()
    await expect(ada.app.getByText(banner)).toHaveCount(0)
  })
  await test.step('rule 49.4: who comes back reads what is new, and goes through it', async () => {
    const back = ben.page
    await back.goto(address)
    const news = back.getByRole('region', { name: 'Since your last visit' })
    await expect(news).toContainText('1 message and 1 file since')
    await news.getByRole('button', { name: 'Catch up' }).click()
    const player = back.getByRole('dialog', { name: 'Catch up' })
    const slider = player.getByRole('slider', { name: 'Moment' })
    // people who want no motion begin it themselves
    await expect(player.getByRole('button', { name: 'Play' })).toBeVisible()
    await expect(slider).toHaveAttribute('aria-valuetext', '1 of 2')
    await player.getByRole('button', { name: 'Play' }).press('ArrowRight')
    await expect(slider).toHaveAttribute('aria-valuetext', '2 of 2')
    await expect(player).toContainText('Version 3')
    await slider.press('ArrowLeft')
    await player.getByRole('button', { name: 'Play' }).click()
    await expect(slider).toHaveAttribute('aria-valuetext', '2 of 2')
    expect(await axeFindings(back)).toEqual([])
    await player.getByRole('button', { name: 'Look' }).click()
    await expect(looked(back).getByText('Espresso')).toBeVisible()
  })
})
