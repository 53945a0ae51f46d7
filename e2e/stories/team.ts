import { randomBytes, randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { call } from './call.ts'
import { SessionPage } from './session-page.ts'

export async function signUp(page: Page, url: string, name: string): Promise<void> {
  await call(page, url, 'auth.signUp', {
    name,
    email: `${name.toLowerCase()}-${randomUUID()}@example.com`,
    password: 'a long password',
  })
}

/** Signs `guest` up and gives them a role in the session of `host`. Returns the guest's screen. */
export async function letIn(
  host: Page,
  guest: Page,
  name: string,
  role: 'editor' | 'suggester' | 'viewer',
): Promise<SessionPage> {
  const url = host.url()
  const sessionId = new URL(url).pathname.split('/').at(-1)
  const token = randomBytes(32).toString('base64url')
  await call(host, url, 'shares.create', { id: randomUUID(), sessionId, token, role })
  await signUp(guest, url, name)
  await call(guest, url, 'shares.open', { token })
  await guest.goto(url)
  const screen = new SessionPage(guest)
  await guest.getByRole('button', { name: /^(Send|Suggest)$/ }).waitFor()
  return screen
}

export async function write({ composer, page }: SessionPage, text: string): Promise<void> {
  await composer.click()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.insertText(text)
}
