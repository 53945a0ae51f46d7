/**
 * Asks the running dev server to check pages of the app without a browser, and prints the report as one line of JSON:
 * `node .fegg/check-page.ts [--base URL] [ROUTE…]`. The exit code is 0 even when a page is broken.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'

/** How long a page that shows nothing is waited for. */
const waitMs = 3_000
/** The server may be replacing itself after a change of its configuration. */
const tries = 20
const pauseMs = 250

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { base: { type: 'string', default: `http://127.0.0.1:${process.env.PORT || '5173'}` } },
})

const query = new URLSearchParams({ wait: String(waitMs) })
for (const route of positionals.length > 0 ? positionals : ['/']) query.append('route', route)

async function report(): Promise<string> {
  for (let left = tries; left > 0; left--) {
    const answer = await fetch(`${values.base}/.fegg/check?${query}`).catch(() => null)
    if (answer?.status === 200) return answer.text()
    await delay(pauseMs)
  }
  const why = `The dev server at ${values.base} does not answer.`
  return JSON.stringify({ ok: null, why, problems: [], unseen: [], text: '', ms: 0 })
}

process.stdout.write(`${await report()}\n`)
