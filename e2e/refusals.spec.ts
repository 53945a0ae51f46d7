import { startBuilding } from './stories/session-page.ts'
import { expect, test } from './support/test.ts'

const tooLong = 'x'.repeat(32_001)

test('what is not there, not yours or too long is refused with words and a way on', async ({
  page,
  newPerson,
  consoleErrors,
}) => {
  const session = await startBuilding(page, 'a page with nothing but a heading')
  const address = new URL(page.url()).pathname

  await test.step('an unknown session', async () => {
    consoleErrors.expect(/status of 404 .*sessions\.get/)
    const { pathname } = new URL(`/s/${crypto.randomUUID()}`, page.url())
    await page.goto(pathname)
    await expect(page.getByRole('heading', { name: 'Session not found' })).toBeVisible()
    await page.getByRole('link', { name: 'Start page' }).last().click()
    await expect(page.getByRole('button', { name: 'Start building' })).toBeVisible()
  })

  await test.step('an address that leads nowhere', async () => {
    await page.goto('/nowhere/at/all')
    await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible()
  })

  await test.step('a message that is too long stays in the box', async () => {
    await page.goto(address)
    await session.composer.click()
    await page.keyboard.insertText(tooLong)
    await expect(session.chat.getByRole('alert')).toContainText('shorten it by 1')
    await expect(session.send).toBeDisabled()
    await page.keyboard.press('Enter')
    await page.keyboard.press('End')
    await page.keyboard.press('Backspace')
    await expect(session.chat.getByRole('alert')).toBeHidden()
    await expect(session.send).toBeEnabled()
    await expect(session.composer).toContainText('x'.repeat(100))
  })

  await test.step('rule 30.13: of a paste of 1 MB, what fits is in the box, and a sentence says so', async () => {
    await session.composer.fill('Before. ')
    await session.composer.press('End')
    await session.composer.evaluate((box) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', 'paste 👍 '.repeat(110_000))
      box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
    })
    await expect(session.chat.getByRole('alert')).toContainText(
      'This text has 990,000 characters, and a message may have 32,000.',
    )
    await page.keyboard.press('Backspace')
    await page.keyboard.insertText('!')
    await expect(session.composer).toContainText(/paste 👍.*!$/)
    // the box draws only what is in view
    await page.keyboard.press('ControlOrMeta+Home')
    await expect(session.composer).toContainText(/^Before\. paste 👍/)
    await expect(session.send).toBeEnabled()
    await session.chat.getByRole('button', { name: 'Dismiss' }).click()
    await session.composer.press('ControlOrMeta+a')
    await page.keyboard.press('Backspace')
    await expect(session.chat.getByRole('alert')).toBeHidden()
  })

  await test.step('a first prompt that is too long stays in the box', async () => {
    await page.goto('/')
    const box = page.getByRole('textbox', { name: 'What do you want to build?' })
    await box.fill(tooLong)
    await expect(page.getByRole('alert')).toContainText('1 character too many')
    await expect(page.getByRole('button', { name: 'Start building' })).toBeDisabled()
    await box.press('Enter')
    await expect(page).toHaveURL('/')
    await expect(box).toHaveValue(tooLong)
  })

  await test.step('somebody else’s session is answered as an unknown one', async () => {
    const stranger = await newPerson()
    await stranger.goto(address)
    await expect(stranger.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
    await startBuilding(stranger, 'a page with nothing but a heading')
    await stranger.goto(address)
    await expect(stranger.getByRole('heading', { name: 'Session not found' })).toBeVisible()
  })
})
