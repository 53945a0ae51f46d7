import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { listen, look, openPool, serve, size, upstreamOf } from './testing/pages.ts'
import { openVisitProxy, proxyLimits } from './visit-proxy.ts'

const signal = new AbortController().signal

/** 64 MB each, in the memory of the process that draws. */
const textures = `<script>
  const gl = document.createElement('canvas').getContext('webgl2')
  let made = 0
  setInterval(() => {
    if (made++ > 40) return
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture())
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, 4096, 4096)
    gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer())
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, gl.getParameter(gl.TEXTURE_BINDING_2D), 0)
    gl.clearColor(1, 0, 0, 1)
    gl.clear(gl.COLOR_BUFFER_BIT)
    gl.finish()
  }, 50)
</script>`

test('rule 50.2: a page that fills the browser’s own memory is ended in words, and another that was open is seen', {
  timeout: 90_000,
}, async () => {
  const pool = openPool({ browserBytes: 400 * 2 ** 20 })
  const [bad, fine] = await Promise.all([serve(textures), serve('<h1>Fine</h1>')])
  const refusal = expect(look(pool, bad, { ms: 60_000 })).rejects.toThrow(
    'The page took more of the browser’s memory than it may.',
  )
  let tries = 0
  const seen = pool.visit(fine, { ...size, signal }, async ({ page, origin }) => {
    tries += 1
    await page.goto(`${origin}/`)
    // the browser ends in the middle of the first try
    if (tries === 1) await page.waitForTimeout(60_000)
    return page.textContent('h1')
  })
  expect(await seen).toBe('Fine')
  expect(tries).toBe(2)
  await refusal
})

test('rule 50.2: what a page stores is bounded', { timeout: 60_000 }, async () => {
  const preview = await serve(`<h1></h1><script>
    const done = (words) => { document.querySelector('h1').textContent = words }
    ;(async () => {
      const cache = await caches.open('a')
      for (let i = 0; i < 10; i++) await cache.put('/' + i, new Response(new Uint8Array(1e7).fill(i)))
    })().then(() => done('stored'), (error) => done(error.name))
  </script>`)
  expect((await look(openPool(), preview, { ms: 4_000 })).heading).toBe('QuotaExceededError')
})

const without = /again and again, without end/

const loud: Array<[string, string, RegExp]> = [
  [
    'a worker that writes without end',
    `<script>
      const code = 'setInterval(() => { for (let i = 0; i < 2000; i++) console.log("x".repeat(1000)) })'
      new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))
    </script>`,
    without,
  ],
  [
    'errors without end',
    '<script>setInterval(() => { for (let i = 0; i < 1000; i++) setTimeout(() => { throw new Error("x") }) })</script>',
    without,
  ],
  [
    'requests without end',
    '<script>setInterval(() => { for (let i = 0; i < 50; i++) fetch("/?" + i + "y".repeat(10000)).catch(() => 0) })</script>',
    without,
  ],
]

test.each(loud)(
  'rule 50.2: a page with %s is ended in words',
  { timeout: 60_000 },
  async (_what, html, words) => {
    const pool = openPool()
    await expect(look(pool, await serve(html), { ms: 60_000 })).rejects.toThrow(words)
    expect((await look(pool, await serve('<h1>Fine</h1>'))).heading).toBe('Fine')
  },
)

test('rule 50.2: a flood of lines is cut, and a line keeps its place in the source', {
  timeout: 60_000,
}, async () => {
  const html = `<h1>x</h1>
    <script>
      console.error('here')
      setInterval(() => { for (let i = 0; i < 10000; i++) console.log('x'.repeat(1000)) })
    </script>`
  const preview = await serve(html)
  const lines = await openPool().visit(preview, { ...size, signal }, async ({ page, origin }) => {
    const seen: Array<{ text: string; line: number }> = []
    page.on('console', (line) => seen.push({ text: line.text(), line: line.location().lineNumber }))
    await page.goto(`${origin}/`)
    await page.waitForTimeout(1_000)
    return seen
  })
  expect(lines[0]).toEqual({ text: 'here', line: 2 })
  expect(lines.length).toBeGreaterThan(200)
  expect(lines.length).toBeLessThan(400)
})

test('rule 50.2: what a page gets by a socket is bounded', { timeout: 60_000 }, async () => {
  const chunk = Buffer.alloc(5_000_000)
  const { server, port } = await listen((_request, response) => response.end())
  new WebSocketServer({ server }).on('connection', (socket) => {
    const more = () => socket.send(chunk, (error) => error ?? setImmediate(more))
    socket.on('error', () => undefined)
    more()
  })
  const proxy = await openVisitProxy(upstreamOf(port))
  onTestFinished(() => proxy.close())
  const address = proxy.server.replace('http:', 'ws:')
  const socket = new WebSocket(address, { headers: { host: new URL(proxy.origin).host } })
  let got = 0
  socket.on('message', (data: Buffer) => {
    got += data.byteLength
  })
  socket.on('error', () => undefined)
  await once(socket, 'close')
  expect(got).toBeGreaterThan(proxyLimits.bytes * 0.9)
  expect(got).toBeLessThanOrEqual(proxyLimits.bytes)
})

test('rule 50.7: a page’s process is in Chromium’s sandbox, and isn’t root’s', async () => {
  const status = await openPool().visit(
    await serve('<h1>x</h1>'),
    { ...size, signal },
    async ({ page, origin, context }) => {
      await page.goto(`${origin}/`)
      const session = await context.browser()?.newBrowserCDPSession()
      const { processInfo } = (await session?.send('SystemInfo.getProcessInfo')) ?? {
        processInfo: [],
      }
      return processInfo
        .filter(({ type }) => type === 'renderer')
        .map(({ id }) => readFileSync(`/proc/${id}/status`, 'utf8'))
    },
  )
  expect(status.length).toBeGreaterThan(0)
  for (const text of status) {
    expect(text).toMatch(/^Seccomp:\s+2$/m)
    expect(text).not.toMatch(/^Uid:\s+0\b/m)
    expect(text).toMatch(/^CapEff:\s+0+$/m)
  }
})
