import { randomBytes, randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { cafePrompt } from './stories/cafe-provider.ts'
import { test } from './stories/cafe-test.ts'
import { call } from './stories/call.ts'
import { SessionPage, startBuilding } from './stories/session-page.ts'
import { letIn, signUp } from './stories/team.ts'
import { axeFindings } from './support/axe.ts'
import { expect } from './support/test.ts'

function version(session: SessionPage, number: number) {
  return session.log.getByRole('article', { name: `Version ${number}`, exact: true })
}

/** Lets somebody who has an account into the open session of `host`. */
async function share(host: Page, guest: Page) {
  const url = host.url()
  const sessionId = new URL(url).pathname.split('/').at(-1)
  const token = randomBytes(32).toString('base64url')
  await call(host, url, 'shares.create', { id: randomUUID(), sessionId, token, role: 'editor' })
  await call(guest, url, 'shares.open', { token })
  await guest.goto(url)
}

test('rules 45.1, 45.16, 45.17, 45.18 and 45.19: a message is undone while another’s later one stays; redo; a conflict solved by hand; a fork merged back by another person', async ({
  page,
  newPerson,
  server,
}) => {
  await signUp(page, server.url, 'Ada')
  const ada = await startBuilding(page, cafePrompt, server.url)
  await ada.settled(1)
  const ben = await letIn(page, await newPerson(), 'Ben', 'editor')
  await ada.say('add a banner')
  await ada.settled(2)
  await ben.say('Say what it costs')
  await ben.settled(3)
  const banner = ada.app.getByText('Fresh beans today')
  const price = ada.app.getByRole('button', { name: 'Order for three coins' }).first()
  await expect(banner).toBeVisible()
  await expect(price).toBeVisible()

  await test.step('the dialog says what would change before anything does; the later message stays, in the running preview', async () => {
    await ada.mark()
    await expect(version(ben, 2)).toContainText('1 file')
    await version(ben, 2).getByRole('button', { name: 'Undo this' }).click()
    const dialog = ben.page.getByRole('dialog', { name: 'Undo' })
    await expect(dialog.getByRole('list', { name: 'Changed files' })).toContainText('src/App.tsx')
    await expect(dialog).toContainText('add a banner')
    await expect(dialog.getByRole('status')).toHaveText('Types and page are fine afterwards.')
    expect(await axeFindings(ben.page)).toEqual([])
    await expect(banner).toBeVisible()
    await dialog.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect(dialog).toBeHidden()
    await expect(banner).toBeHidden()
    await expect(price).toBeVisible()
    expect((await ada.marks()).page).toBe(true)
    await expect(version(ada, 4)).toContainText('Undo')
    await expect(version(ada, 2)).toContainText('Undone by version 4')
    await expect(ada.messagesFrom('Ben').last()).toContainText('Undo version 2: “add a banner”')
  })

  await test.step('Redo brings it back', async () => {
    await version(ada, 4).getByRole('button', { name: 'Redo' }).click()
    const dialog = page.getByRole('dialog', { name: 'Redo' })
    await dialog.getByRole('button', { name: 'Redo', exact: true }).click()
    await expect(banner).toBeVisible()
    await expect(price).toBeVisible()
    await expect(version(ada, 2).getByRole('button', { name: 'Undo this' })).toBeVisible()
    await expect(version(ada, 5)).toContainText('Redo')
  })

  await test.step('where a later message changed the same line, a person decides', async () => {
    await ben.say('offer cake too')
    await ben.settled(6)
    await expect(ada.app.getByText('Fresh beans and cake today')).toBeVisible()
    await version(ada, 2).getByRole('button', { name: 'Undo this' }).click()
    const dialog = page.getByRole('dialog', { name: 'Undo' })
    await expect(dialog).toContainText('1 conflict')
    await expect(dialog.getByRole('button', { name: 'Undo anyway' })).toBeDisabled()
    await expect(dialog.getByRole('button', { name: 'Let the agent repair' })).toBeEnabled()
    await dialog.getByRole('button', { name: 'Solve conflicts' }).click()
    const screen = page.getByRole('dialog', { name: 'Solve conflicts' })
    await expect(screen).toContainText('0 of 1 solved')
    const conflict = screen.getByRole('region', { name: 'Conflict 1 of 1' })
    await expect(conflict).toContainText('Fresh beans and cake today')
    await expect(conflict.getByRole('button', { name: 'Before version 2' })).toBeVisible()
    expect(await axeFindings(page)).toEqual([])
    await page.keyboard.press('1')
    await expect(screen).toContainText('1 of 1 solved')
    await page.keyboard.press('e')
    const text = conflict.getByRole('textbox', { name: 'Text of Conflict 1 of 1' })
    await text.press('ControlOrMeta+a')
    await page.keyboard.insertText(
      '    <main className="mx-auto grid max-w-4xl gap-8 p-6">\n      <p>Cake by hand</p>\n',
    )
    await screen.getByRole('button', { name: 'Continue' }).click()
    await expect(dialog).toContainText('1 conflict solved.')
    await expect(dialog.getByRole('list', { name: 'Changed files' })).toContainText('src/App.tsx')
    await expect(dialog.getByRole('status')).toHaveText('Types and page are fine afterwards.')
    await dialog.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect(ada.app.getByText('Cake by hand')).toBeVisible()
    await expect(ada.app.getByText('Fresh beans')).toBeHidden()
    await expect(price).toBeVisible()
  })

  await test.step('a fork is merged back by another person', async () => {
    const source = page.url()
    await version(ada, 3)
      .getByRole('button', { name: /^More for/ })
      .click()
    await page.getByRole('menuitem', { name: 'Fork into a new session' }).click()
    await page.waitForURL((url) => url.href !== source)
    const fork = new SessionPage(page)
    await fork.say('no more cortado')
    await fork.settled(1)
    await share(page, ben.page)
    const bar = ben.page.getByRole('region', { name: 'Fork' })
    await expect(bar).toContainText('1 ahead')
    await bar.getByRole('button', { name: 'Merge back' }).click()
    const dialog = ben.page.getByRole('dialog', { name: 'Merge' })
    await expect(dialog.getByRole('list', { name: 'Changed files' })).toContainText('src/App.tsx')
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
    await dialog.getByRole('link', { name: /^Open/ }).click()
    await ben.page.waitForURL(source)
    await expect(ben.app.getByRole('heading', { name: 'Espresso' })).toBeVisible()
    await expect(ben.app.getByRole('heading', { name: 'Cortado' })).toBeHidden()
    await expect(ben.app.getByText('Cake by hand')).toBeVisible()
    await expect(ben.messagesFrom('Ben').last()).toContainText('Merge')
  })
})

test('rules 45.11 and 45.17: an undo whose result doesn’t build is shown before anything moves, and repaired by the agent', async ({
  page,
  server,
}) => {
  await signUp(page, server.url, 'Eve')
  const eve = await startBuilding(page, cafePrompt, server.url)
  await eve.settled(1)
  await eve.say('paint a sign')
  await eve.settled(2)
  await eve.say('hang up the sign')
  await eve.settled(3)
  const sign = eve.app.getByText('Open until late')
  await expect(sign).toBeVisible()

  await version(eve, 2).getByRole('button', { name: 'Undo this' }).click()
  const dialog = page.getByRole('dialog', { name: 'Undo' })
  const later = dialog.getByRole('group', { name: 'Later versions that build on it' })
  await expect(later).toContainText('hang up the sign')
  await expect(later).toContainText('Sign')
  await expect(dialog.getByRole('status')).toContainText('Afterwards the app would have errors')
  await expect(dialog.getByRole('status')).toContainText('src/App.tsx')
  expect(await axeFindings(page)).toEqual([])
  await expect(dialog.getByRole('button', { name: 'Undo anyway' })).toBeEnabled()
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeEnabled()

  await later.getByRole('checkbox').check()
  await expect(dialog.getByRole('status')).toHaveText('Types and page are fine afterwards.')
  await expect(dialog.getByRole('button', { name: 'Undo', exact: true })).toBeEnabled()
  await later.getByRole('checkbox').uncheck()
  await expect(sign).toBeVisible()

  await dialog.getByRole('button', { name: 'Let the agent repair' }).click()
  await expect(sign).toBeHidden()
  await expect(eve.answers.last()).toContainText('The page works without it.')
  await expect(version(eve, 4)).toContainText('2 files')
  await expect(version(eve, 2)).toContainText('Undone by version 4')
  await expect(eve.app.getByRole('heading', { name: 'Harbour Café' })).toBeVisible()
})
