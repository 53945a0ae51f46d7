import type { Page } from 'playwright-core'
import { browserHeaders } from '../browser.ts'
import { createVisitor } from '../../server/testing/app-server.ts'

export async function becomeGuest(url: string) {
  const visitor = createVisitor(url, '', browserHeaders)
  await visitor.api.auth.guest.mutate()
  const [workspace] = await visitor.api.workspaces.list.query()
  if (!workspace) throw new Error('a guest has no workspace')
  return {
    ...visitor,
    workspaceUrl: `${url}/w/${workspace.slug}`,
    url,
  }
}

export type Guest = Awaited<ReturnType<typeof becomeGuest>>

export async function openWorkspace(page: Page, guest: Guest) {
  await page.goto(guest.workspaceUrl)
  const button = page.getByRole('button', { name: 'New session' })
  await button.waitFor()
  await page.waitForLoadState('networkidle')
  return button
}

export async function deleteSession(page: Page, guest: Guest) {
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  await page.goto('about:blank')
  await guest.api.sessions.delete.mutate({ id })
}
