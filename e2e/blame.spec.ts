import { cafePrompt } from './stories/cafe-provider.ts'
import { test } from './stories/cafe-test.ts'
import { startBuilding } from './stories/session-page.ts'
import { letIn, signUp } from './stories/team.ts'
import { axeFindings } from './support/axe.ts'
import { expect } from './support/test.ts'

test('rules 47.1, 47.6, 47.7 and 47.8: an element on the preview leads to the message that changed it last, and is undone from there', async ({
  page,
  newPerson,
  server,
}) => {
  await signUp(page, server.url, 'Ada')
  const ada = await startBuilding(page, cafePrompt, server.url)
  await ada.settled(1)
  const ben = await letIn(page, await newPerson(), 'Ben', 'editor')
  await ben.say('Say what it costs')
  await ada.settled(2)
  await ben.page.close()
  const button = ada.app.getByRole('button', { name: 'Order for three coins' }).first()
  await expect(button).toBeVisible()
  const pick = async (element: typeof button) => {
    await page.getByRole('button', { name: 'Who made an element' }).click()
    await ada.picks()
    await element.click()
  }

  await test.step('rule 47.7: the page’s elements carry nothing for it', async () => {
    const attributes = await button.evaluate((element) => element.getAttributeNames())
    expect(attributes.filter((name) => /fegg|source|line|file/.test(name))).toEqual([])
  })

  const changed = page.getByRole('region', { name: 'Changed last' })

  await test.step('rule 47.6: who made it, and who changed it last', async () => {
    await pick(ada.app.getByRole('heading', { name: 'Espresso' }))
    const card = page.getByRole('dialog', { name: /^Who made this: .*Espresso/ })
    const made = card.getByRole('region', { name: 'Made' })
    await expect(made).toContainText('Ada')
    await expect(made).toContainText(cafePrompt)
    await expect(card).toContainText('src/App.tsx, line 11')
    await expect(changed).toBeHidden()
    await page.keyboard.press('Escape')
    await expect(card).toBeHidden()
    await pick(button)
    const price = page.getByRole('dialog', { name: /^Who made this: .*Order/ })
    await expect(price).toContainText('src/App.tsx, line 13')
    await expect(price.getByRole('region', { name: 'Made' })).toContainText('Ben')
    await expect(price).toContainText('Say what it costs')
    expect(await axeFindings(page)).toEqual([])
  })

  await test.step('rule 47.8: Changes shows who asked for each line', async () => {
    await page.getByRole('button', { name: 'Show changes' }).click()
    const pane = page.getByRole('region', { name: 'Changes' })
    await pane.getByRole('button', { name: 'Who asked for each line' }).click()
    const line = pane.locator('.cm-blame .cm-gutterElement span')
    await expect(line.filter({ hasText: '2 Ben' })).toHaveCount(1)
    // before and after Ben’s line: also where the lines above are folded
    await expect(line.filter({ hasText: '1 Ada' })).toHaveCount(2)
    await expect(line.filter({ hasText: '2 Ben' })).toHaveAttribute('title', /Say what it costs/)
    expect(await axeFindings(page)).toEqual([])
  })

  await test.step('rule 47.6: and it is undone from there', async () => {
    await page.getByRole('tab', { name: 'Preview' }).click()
    await pick(button)
    await page.getByRole('button', { name: 'Undo this' }).last().click()
    const dialog = page.getByRole('dialog', { name: 'Undo' })
    await expect(dialog.getByRole('status')).toHaveText('Types and page are fine afterwards.')
    await dialog.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect(ada.app.getByRole('button', { name: 'Order', exact: true }).first()).toBeVisible()
    await pick(ada.app.getByRole('button', { name: 'Order', exact: true }).first())
    await expect(page.getByRole('region', { name: 'Made' })).toContainText('Ada')
  })
})
