import { expect, type Locator, type Page } from '@playwright/test'
import { call } from './call.ts'
import { SessionPage } from './session-page.ts'

/** As the app does it, with the key of the browser's origin. Leaves the start page open. */
export async function becomeGuest(page: Page, url: string): Promise<string> {
  const guest = (await call(page, url, 'auth.guest')) as { name: string }
  return guest.name
}

export async function openNewSession(page: Page, url: string, name: string) {
  const id = crypto.randomUUID()
  await call(page, url, 'sessions.create', { id, name })
  await page.goto(`${url}/s/${id}`)
  await expect(page.getByRole('heading', { name })).toBeVisible()
  return { id, session: new SessionPage(page) }
}

export function copied(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText())
}

async function copyBy(button: Locator): Promise<string> {
  const page = button.page()
  await page.evaluate(() => navigator.clipboard.writeText('nothing yet'))
  await button.click()
  await expect.poll(() => copied(page)).not.toBe('nothing yet')
  return copied(page)
}

/** Needs the open members' page. Returns the link. */
export async function makeInvite(page: Page, role: string): Promise<string> {
  const section = page.getByRole('region', { name: 'Invite people' })
  await section.getByLabel('Role').selectOption({ label: role })
  await section.getByRole('button', { name: 'Create invite' }).click()
  const named = `Copy link: Invite as ${role.toLowerCase()}`
  return copyBy(section.getByRole('button', { name: named }).first())
}

/** Needs the open Share dialog. Returns the link. */
export async function makeShareLink(page: Page, right: string): Promise<string> {
  const dialog = page.getByRole('dialog', { name: /^Share/ })
  if (!(await dialog.isVisible())) await page.getByRole('button', { name: 'Share' }).click()
  await dialog.getByLabel('Anyone with the link').selectOption({ label: right })
  await dialog.getByRole('button', { name: 'Create link' }).click()
  return copyBy(dialog.getByRole('button', { name: `Copy link: ${right}` }))
}
