import { expect, type Page } from '@playwright/test'
import { browserKeyHeader } from '../../shared/browser-key.ts'

/** Calls the API as the app in this page does, with the key of its origin. Opens the start page if another site is open. */
export async function call(page: Page, url: string, path: string, input?: object) {
  const { origin } = new URL(url)
  if (!page.url().startsWith(`${origin}/`)) await page.goto(origin)
  const stored = await page.waitForFunction(() => localStorage.getItem('fegg-browser'))
  const post = async () =>
    page.request.post(`${origin}/trpc/${path}`, {
      headers: {
        origin,
        'content-type': 'application/json',
        [browserKeyHeader]: (await stored.jsonValue()) ?? '',
      },
      ...(input === undefined ? {} : { data: input }),
    })
  const first = await post()
  // the first refusal sets the cookie that proves that cookies are kept
  const response = first.ok() ? first : await post()
  expect(response.ok(), `${path}: ${await response.text()}`).toBe(true)
  const body: { result: { data: unknown } } = await response.json()
  return body.result.data
}
