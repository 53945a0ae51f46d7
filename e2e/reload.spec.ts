import { errandsPrompt } from './stories/errands.ts'
import { SessionPage, startBuilding } from './stories/session-page.ts'
import { expect, test } from './support/test.ts'

test('rule 3.2: a person who reloads in the middle of a run misses nothing and sees nothing twice', async ({
  page,
  context,
}) => {
  const still = await startBuilding(page, errandsPrompt)
  const restless = new SessionPage(await context.newPage())
  await restless.page.goto(page.url(), { waitUntil: 'domcontentloaded' })

  let reloads = 0
  const reload = async () => {
    // doesn't wait for the preview: the run would be over
    await restless.page.reload({ waitUntil: 'domcontentloaded' })
    reloads += 1
  }
  await test.step('while text streams, while tools run, and again and again', async () => {
    await expect(still.answers.getByText('Let me look', { exact: false })).toBeVisible()
    await reload()
    while ((await still.runState.textContent()) !== 'Idle') {
      await expect(restless.log).toBeVisible()
      await reload()
    }
  })
  expect(reloads).toBeGreaterThan(1)

  await still.settled(1)
  await restless.settled(1)
  const story = await still.story()
  await expect.poll(() => restless.story()).toEqual(story)
  const steps = await still.answers.getByRole('paragraph').allTextContents()
  expect(steps.length).toBeGreaterThan(3)
  expect(new Set(steps).size, 'each thing is said once').toBe(steps.length)

  const activity = await still.activity()
  await expect.poll(() => restless.activity()).toEqual(activity)
  await page.reload()
  await expect(still.page.getByRole('tab', { name: 'Activity' })).toBeVisible()
  await expect.poll(() => still.activity()).toEqual(activity)
  await expect.poll(() => still.story()).toEqual(story)
})
