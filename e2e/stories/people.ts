import { type APIResponse, expect, type Locator, type Page } from '@playwright/test'
import { browserKeyHeader } from '../../shared/browser-key.ts'
import { SessionPage } from './session-page.ts'

function post(page: Page, path: string, input: object | undefined, url: string, headers = {}) {
  return page.request.post(`${url}/trpc/${path}`, {
    headers: { origin: url, 'content-type': 'application/json', ...headers },
    ...(input === undefined ? {} : { data: input }),
  })
}

async function read(path: string, response: APIResponse) {
  expect(response.ok(), `${path}: ${await response.text()}`).toBe(true)
  const body: { result: { data: unknown } } = await response.json()
  return body.result.data
}

/** As the app does it, with the key of the browser's origin. Leaves the start page open. */
export async function becomeGuest(page: Page, url: string): Promise<string> {
  await page.goto(url)
  const stored = await page.waitForFunction(() => localStorage.getItem('fegg-browser'))
  const headers = { [browserKeyHeader]: await stored.jsonValue() }
  const first = await post(page, 'auth.guest', undefined, url, headers)
  // the first refusal sets the cookie that proves that cookies are kept
  const response = first.ok() ? first : await post(page, 'auth.guest', undefined, url, headers)
  const guest = (await read('auth.guest', response)) as { name: string }
  return guest.name
}

export async function openNewSession(page: Page, url: string, name: string) {
  const id = crypto.randomUUID()
  await read('sessions.create', await post(page, 'sessions.create', { id, name }, url))
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
