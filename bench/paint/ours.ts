import type { Page } from 'playwright-core'
import { createVisitor } from '../../server/testing/app-server.ts'

/** A guest of the app at `url`, with a workspace to make sessions in. */
export async function becomeGuest(url: string) {
  const visitor = createVisitor(url)
  await visitor.api.auth.guest.mutate()
  const [workspace] = await visitor.api.workspaces.list.query()
  if (!workspace) throw new Error('a guest has no workspace')
  const [name = '', value = ''] = visitor.cookie().split('=')
  return {
    ...visitor,
    workspaceUrl: `${url}/w/${workspace.slug}`,
    browserCookie: { name, value, url },
  }
}

export type Guest = Awaited<ReturnType<typeof becomeGuest>>

/** The workspace's page with nothing left to load, and its button for a new session. */
export async function openWorkspace(page: Page, guest: Guest) {
  await page.goto(guest.workspaceUrl)
  const button = page.getByRole('button', { name: 'New session' })
  await button.waitFor()
  await page.waitForLoadState('networkidle')
  return button
}

/** Deletes the session that the page is on, with its sandbox. */
export async function deleteSession(page: Page, guest: Guest) {
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  await page.goto('about:blank')
  await guest.api.sessions.delete.mutate({ id })
}
