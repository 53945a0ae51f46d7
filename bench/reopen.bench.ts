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
  long: z.string(),
  empty: z.string(),
})
const rounds = 9

/** Milliseconds until `text` and the composer are there. */
async function open(context: BrowserContext, url: string, text: string | null) {
  const page = await context.newPage()
  const start = performance.now()
  await page.goto(url)
  await page.getByRole('textbox', { name: 'Message' }).waitFor()
  if (text) await page.getByText(text, { exact: true }).first().waitFor()
  else await page.getByRole('log').waitFor()
  const ms = performance.now() - start
  await page.close()
  return ms
}

export default async (): Promise<Row[]> => {
  const child = fork(fileURLToPath(new URL('./reopen/server.ts', import.meta.url)), {
    stdio: 'inherit',
  })
  const browser = await openBrowser()
  try {
    const [message] = await once(child, 'message')
    const { url, cookie, long, empty } = Server.parse(message)
    const context = await browser.newContext()
    await signIn(context, url, cookie)
    const times: { long: number[]; empty: number[] } = { long: [], empty: [] }
    for (let round = 0; round <= rounds; round++) {
      const pair = {
        empty: await open(context, `${url}/s/${empty}`, null),
        long: await open(context, `${url}/s/${long}`, 'Please do number 249'),
      }
      if (round === 0) continue
      times.long.push(pair.long)
      times.empty.push(pair.empty)
    }
    return [
      row({
        name: 'reopen a session of 500 messages and 5,000 activity entries',
        versus: 'an empty session',
        value: median(times.long),
        unit: 'ms',
        ratio: median(times.long) / median(times.empty),
        goal: 1.5,
      }),
    ]
  } finally {
    await browser.close()
    child.kill('SIGKILL')
  }
}
