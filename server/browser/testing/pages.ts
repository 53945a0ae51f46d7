import { once } from 'node:events'
import http, { type RequestListener } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { systemClock } from '../../lib/clock.ts'
import type { PreviewUpstream } from '../../upstream/preview-upstream.ts'
import { type BrowserPoolOptions, createBrowserPool } from '../browser-pool.ts'

export const size = { width: 800, height: 600 }

export function openPool(options: Partial<BrowserPoolOptions> = {}) {
  const pool = createBrowserPool({
    program: process.env['CHROME_PATH'],
    clock: systemClock,
    log: { warn: () => undefined },
    ...options,
  })
  onTestFinished(() => pool.close())
  return pool
}

export async function listen(answer: RequestListener) {
  const server = http.createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { server, port }
}

/** An app that answers every path with `html`, or with `answer`. */
export async function serve(html: string | RequestListener): Promise<PreviewUpstream> {
  const answer: RequestListener =
    typeof html !== 'string'
      ? html
      : (_request, response) => {
          response.setHeader('content-type', 'text/html')
          response.end(html)
        }
  return upstreamOf((await listen(answer)).port)
}

/** Where nothing listens until `begin`. */
export async function serveLater(html: string) {
  const { server, port } = await listen((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(html)
  })
  server.close()
  return { preview: upstreamOf(port), begin: () => void server.listen(port, '127.0.0.1') }
}

export function upstreamOf(port: number): PreviewUpstream {
  return {
    kind: 'stream',
    connect: async () => {
      const socket = net.connect(port, '127.0.0.1')
      await once(socket, 'connect')
      return socket
    },
    lost: async () => undefined,
  }
}

/** Loads `/`, waits `ms`, and gives what the heading says and what was noted. */
export function look(
  pool: ReturnType<typeof openPool>,
  preview: PreviewUpstream,
  { ms = 0, storage = null as Record<string, string> | null } = {},
) {
  const signal = new AbortController().signal
  return pool.visit(
    preview,
    { ...size, storage, signal },
    async ({ page, origin, notes, refused }) => {
      await page.goto(`${origin}/`, { waitUntil: 'commit' })
      await page.waitForTimeout(ms)
      const heading = await page.textContent('h1', { timeout: 5_000 }).catch(() => null)
      return { heading, notes: [...notes], refused: refused.map(({ url }) => url) }
    },
  )
}
