import { expect, type Page, test } from '@playwright/test'
import { errandsPrompt, useErrands } from './errands.ts'
import { expectAlike, SessionPage, startBuilding } from './session-page.ts'

/** The main job with any model: ask, watch, use, reload, change in two tabs. */
export async function tellMainStory(page: Page, url = '/') {
  const session = await startBuilding(page, errandsPrompt, url)
  await expect(session.log.getByText(errandsPrompt)).toBeVisible()
  await expect(session.runState).toContainText(/Queued|Running/)

  await test.step('the app works', async () => {
    await session.settled(1)
    await expect(session.sandboxState).toHaveText('Ready')
    await useErrands(session, 'Return the library books')
  })

  await test.step('a reload keeps the session, the chat and the preview', async () => {
    const before = await session.story()
    const address = page.url()
    await page.reload()
    expect(page.url()).toBe(address)
    await expect(session.answers).toHaveCount(1)
    await expect.poll(() => session.story()).toEqual(before)
    await useErrands(session, 'Water the basil')
  })

  await test.step('a change shows in two tabs, and neither page is loaded anew', async () => {
    const second = new SessionPage(await page.context().newPage())
    await second.page.goto(page.url())
    await expect(second.answers).toHaveCount(1)
    await expect(second.app.getByRole('heading', { name: 'Errands' })).toBeVisible()
    for (const tab of [session, second]) await tab.mark()
    const before = await second.themeColour()

    await session.say('make it green')
    await expect(second.runState).toContainText('Running')
    await second.settled(2)
    await expect(second.log.getByText('make it green', { exact: true })).toBeVisible()
    for (const tab of [session, second]) {
      await expect.poll(() => tab.themeColour()).not.toBe(before)
      expect(await tab.marks()).toEqual({ page: true, app: true })
    }
    await expect(session.app.getByText('Water the basil')).toBeVisible()
    await expectAlike(second, session, 'story')
    await expectAlike(second, session, 'activity')
  })
}
