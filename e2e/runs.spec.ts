import { errandsPrompt } from './stories/errands.ts'
import { startBuilding } from './stories/session-page.ts'
import { expect, test } from './support/test.ts'

test('a run is stopped by the button and by Esc, what waits runs after it, and everything can be asked again', async ({
  page,
}) => {
  test.setTimeout(300_000)
  const session = await startBuilding(page, errandsPrompt)

  await test.step('a second message waits in the queue, can be moved and taken out', async () => {
    await expect(session.runState).toContainText('Running')
    await session.say('make it green')
    await session.say('add a due date field')
    await expect(session.queue.getByRole('listitem')).toHaveText([/green/, /due date/])
    await session.queue.getByRole('button', { name: /^Move “add a due date/ }).focus()
    await page.keyboard.press('ArrowUp')
    await expect(session.queue.getByRole('listitem')).toHaveText([/due date/, /green/])
    await session.queue.getByRole('button', { name: /^Cancel “add a due date/ }).click()
    await expect(session.queue.getByRole('listitem')).toHaveText([/green/])
  })

  await test.step('Stop ends the run that runs; the next one begins', async () => {
    await session.stop.click()
    await expect(session.answers.first()).toContainText('Stopped.')
    await expect(session.queue).toBeHidden()
    await expect(session.answers).toHaveCount(2)
  })

  await test.step('Esc in the composer ends the next one', async () => {
    await session.composer.click()
    await page.keyboard.press('Escape')
    await session.settled(2)
    await expect(session.answers.nth(1)).toContainText('Stopped.')
    await expect(session.stop).toBeHidden()
  })

  await test.step('what was asked is asked again and done', async () => {
    await session.say('a page that counts how often its button was clicked')
    await session.settled(3)
    await expect(session.answers.nth(2)).toContainText('Saved as version')
  })
})
