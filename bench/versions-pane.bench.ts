import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { BrowserContext } from 'playwright-core'
import { z } from 'zod'
import { openBrowser, signIn } from './browser.ts'
import { median, type Row, row } from './row.ts'

const Server = z.object({
  url: z.string(),
  cookie: z.string(),
  few: z.string(),
  many: z.string(),
})
const rounds = 9

/** Milliseconds from the click on the tab until the newest version is shown. */
async function open(context: BrowserContext, url: string, newest: number) {
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('log').waitFor()
  // the panes' code is fetched once: the second session would find it in the cache
  await page.getByRole('tab', { name: 'Activity' }).click()
  const start = performance.now()
  await page.getByRole('tab', { name: 'Versions' }).click()
  await page
    .getByRole('region', { name: 'Versions' })
    .getByRole('article', { name: `Version ${newest}`, exact: true })
    .waitFor()
  const ms = performance.now() - start
  await page.close()
  return ms
}

export default async (): Promise<Row[]> => {
  const child = fork(fileURLToPath(new URL('./versions-pane/server.ts', import.meta.url)), {
    stdio: 'inherit',
  })
  const browser = await openBrowser()
  try {
    const [message] = await once(child, 'message')
    const { url, cookie, few, many } = Server.parse(message)
    const context = await browser.newContext()
    await signIn(context, url, cookie)
    const times: { few: number[]; many: number[] } = { few: [], many: [] }
    for (let round = 0; round <= rounds; round++) {
      const pair = {
        few: await open(context, `${url}/s/${few}`, 10),
        many: await open(context, `${url}/s/${many}`, 1_000),
      }
      if (round === 0) continue
      times.few.push(pair.few)
      times.many.push(pair.many)
    }
    return [
      row({
        name: 'open the versions pane of a session of 1,000 versions',
        versus: 'one of 10',
        value: median(times.many),
        unit: 'ms',
        ratio: median(times.many) / median(times.few),
        goal: 1.2,
      }),
    ]
  } finally {
    await browser.close()
    child.kill('SIGKILL')
  }
}
