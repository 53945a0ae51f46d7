import type { Page } from '@playwright/test'
import { cafePrompt } from './stories/cafe-provider.ts'
import { test } from './stories/cafe-test.ts'
import { startBuilding } from './stories/session-page.ts'
import { letIn, signUp } from './stories/team.ts'
import { axeFindings } from './support/axe.ts'
import { expect } from './support/test.ts'

function pane(page: Page, name: 'Versions' | 'Changes') {
  return page.getByRole('region', { name })
}

function version(page: Page, number: number) {
  return pane(page, 'Versions').getByRole('article', { name: `Version ${number}`, exact: true })
}

/** Leaves the session. What returns later has been away for longer than a visit lasts. */
async function leave(page: Page, url: string) {
  await page.goto(url)
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage))
      if (key.startsWith('fegg-visit/')) localStorage.removeItem(key)
  })
}

test('rules 46.1 to 46.9: everything that was made can be seen, by version, person, message and visit', async ({
  page,
  newPerson,
  server,
}) => {
  await signUp(page, server.url, 'Ada')
  const ada = await startBuilding(page, cafePrompt, server.url)
  await ada.settled(1)
  const ben = await letIn(page, await newPerson(), 'Ben', 'editor')
  const benPage = ben.page

  await test.step('rule 46.8: a version comes into the open pane without a reload', async () => {
    await page.getByRole('tab', { name: 'Versions' }).click()
    await expect(version(page, 1)).toContainText(cafePrompt)
    await expect(version(page, 1)).toContainText('Ada')
    await ben.say('put a banner on top')
    await expect(version(page, 2)).toContainText('put a banner on top')
    await expect(version(page, 2)).toContainText('1 file')
    await ada.settled(2)
    const buttons = version(page, 2).getByRole('button')
    for (const name of ['Compare', 'Undo this', 'Restore', 'Fork'])
      await expect(buttons.filter({ hasText: name })).toBeVisible()
    await version(page, 2).getByRole('button', { name: 'Undo this' }).click()
    await expect(page.getByRole('dialog', { name: 'Undo' })).toContainText('src/App.tsx')
    await page.keyboard.press('Escape')
  })

  await test.step('rule 46.4: a name and a star are seen by the other at once', async () => {
    await benPage.getByRole('tab', { name: 'Versions' }).click()
    await version(page, 2).focus()
    await page.keyboard.press('n')
    await page.keyboard.type('With the banner')
    await page.keyboard.press('Enter')
    await expect(version(benPage, 2)).toContainText('With the banner')
    await version(page, 2).focus()
    await page.keyboard.press('s')
    await expect(
      version(benPage, 2).getByRole('button', { name: 'Remove the star: version 2' }),
    ).toBeVisible()
  })

  await test.step('rule 46.2: the list is narrowed to a person, a file and the starred', async () => {
    const list = pane(page, 'Versions')
    await list.getByRole('combobox', { name: 'Person' }).click()
    await page.getByRole('option', { name: 'Ben' }).click()
    await expect(list.getByRole('article')).toHaveCount(1)
    await list.getByRole('combobox', { name: 'Person' }).click()
    await page.getByRole('option', { name: 'Everyone' }).click()
    await list.getByRole('combobox', { name: 'File' }).fill('App')
    await page.getByRole('option', { name: 'src/App.tsx' }).click()
    await expect(list.getByRole('article')).toHaveCount(2)
    await list.getByRole('button', { name: 'Starred' }).click()
    await expect(list.getByRole('article')).toHaveCount(1)
    await list.getByRole('button', { name: 'Starred' }).click()
    await list.getByRole('combobox', { name: 'File' }).click()
    await page.getByRole('option', { name: 'All files' }).click()
    await expect(list.getByRole('article')).toHaveCount(3)
    expect(await axeFindings(page)).toEqual([])
  })

  await test.step('rule 46.9: arrows move, Enter opens the changes, and n goes through them', async () => {
    await version(page, 2).focus()
    await page.keyboard.press('ArrowDown')
    await expect(version(page, 1)).toBeFocused()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    const changes = pane(page, 'Changes')
    const position = changes.getByRole('status', { name: 'Position' })
    await expect(changes.getByRole('textbox', { name: 'src/App.tsx, after' })).toContainText(
      'Fresh beans today',
    )
    await expect(changes.getByRole('textbox', { name: 'src/App.tsx, before' })).not.toContainText(
      'Fresh beans today',
    )
    await expect(position).toHaveText('Change 1 of 1')
    await changes.getByText('Inline', { exact: true }).click()
    await expect(changes.getByRole('textbox', { name: 'src/App.tsx', exact: true })).toContainText(
      'Fresh beans today',
    )
    await expect(page).toHaveURL(/changes=version/)
    expect(await axeFindings(page)).toEqual([])
  })

  await test.step('rule 46.5: any two versions are compared, and one with now', async () => {
    const changes = pane(page, 'Changes')
    await changes.getByRole('button', { name: 'From: Version 1' }).click()
    await page.getByRole('menuitem', { name: /Started/ }).click()
    await expect(changes.getByRole('button', { name: 'From: Version 0' })).toBeVisible()
    await changes.getByRole('button', { name: 'To: Version 2' }).click()
    await page.getByRole('menuitem', { name: 'Now' }).click()
    await expect(changes.getByRole('button', { name: 'To: Now' })).toBeVisible()
    const files = changes.getByRole('navigation', { name: 'Changed files' })
    await expect(files.getByRole('button', { name: /App\.tsx/ })).toBeVisible()
    await page.goBack()
    await page.goBack()
    await expect(changes.getByRole('button', { name: 'From: Version 1' })).toBeVisible()
  })

  await test.step('rule 46.9: the changes of a person, and of a message', async () => {
    const changes = pane(page, 'Changes')
    const show = async (kind: string) => {
      await changes.getByRole('combobox', { name: 'Show' }).click()
      await page.getByRole('option', { name: kind }).click()
    }
    await show('By person')
    await changes.getByRole('combobox', { name: 'Person' }).click()
    await page.getByRole('option', { name: 'Ada' }).click()
    const files = changes.getByRole('navigation', { name: 'Changed files' })
    await expect(files.getByRole('heading')).toHaveCount(1)
    await expect(files.getByRole('heading')).toContainText(cafePrompt)
    await show('By message')
    await expect(changes.getByRole('button', { name: `Message: ${cafePrompt}` })).toBeVisible()
  })

  await test.step('rule 46.7: who comes back sees what has changed since', async () => {
    const address = page.url().replace(/\?.*/, '')
    await leave(benPage, server.url)
    await ada.say('no more cortado')
    await ada.settled(3)
    await benPage.goto(`${address}?tab=changes`)
    const changes = pane(benPage, 'Changes')
    await changes.getByRole('combobox', { name: 'Show' }).click()
    await benPage.getByRole('option', { name: 'Since I was last here' }).click()
    await expect(changes).toContainText(/since version \d/)
    const after = changes.getByRole('textbox', { name: 'src/App.tsx, after' })
    const before = changes.getByRole('textbox', { name: 'src/App.tsx, before' })
    await expect(before).toContainText('Cortado')
    await expect(after).not.toContainText('Cortado')
    await ada.say('Say what it costs.')
    await expect(after).toContainText('Order for three coins')
  })

  await test.step('on a phone every pane is a tab at the bottom', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('tab', { name: 'Versions' }).click()
    await expect(version(page, 2)).toBeVisible()
    await version(page, 2).getByRole('button', { name: 'Compare' }).click()
    await expect(pane(page, 'Changes')).toBeVisible()
    await expect(page.getByRole('tab', { name: 'Changes', selected: true })).toBeVisible()
  })
})
