/** A program that visits a page which hangs. It prints a line when the page is there. */
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { systemClock } from '../../lib/clock.ts'
import { createBrowserPool } from '../browser-pool.ts'

const server = http.createServer((_request, response) => {
  response.setHeader('content-type', 'text/html')
  response.end('<h1>x</h1><script>setTimeout(() => { while (true); }, 1000)</script>')
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo
const pool = createBrowserPool({
  program: process.env['CHROME_PATH'],
  visitMs: 600_000,
  clock: systemClock,
  log: console,
})
const preview = {
  kind: 'stream' as const,
  connect: async () => net.connect(port, '127.0.0.1'),
  lost: async () => undefined,
}
const { signal } = new AbortController()
await pool.visit(preview, { width: 800, height: 600, signal }, async ({ page, origin }) => {
  await page.goto(`${origin}/`)
  console.log('visiting')
  await new Promise(() => undefined)
})
