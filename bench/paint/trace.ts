import type { Page } from 'playwright-core'

const asked = process.env['BENCH_TRACE'] === '1'

/** With BENCH_TRACE=1. Times are milliseconds from now. */
export function tracePage(page: Page) {
  const since = performance.now()
  const lines: string[] = []
  const note = (what: string) =>
    lines.push(`${(performance.now() - since).toFixed(0).padStart(6)}  ${what}`)
  if (asked) {
    page.on('request', (request) => note(`→ ${request.method()} ${request.url()}`))
    page.on('response', (response) => note(`← ${response.status()} ${response.url()}`))
    page.on('websocket', (socket) => note(`⇄ ${socket.url()}`))
  }
  return {
    note,
    print: () => {
      if (asked) process.stderr.write(`${lines.join('\n')}\n`)
      page.removeAllListeners()
    },
  }
}
