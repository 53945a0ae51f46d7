import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { look, openPool, serve, serveLater, size } from './testing/pages.ts'

const signal = new AbortController().signal

test('rule 50.1: a visit loads the page of its preview, which is a secure context', async () => {
  const pool = openPool()
  const preview = await serve('<title>Plum</title><h1>Plum</h1>')
  const seen = await pool.visit(preview, { ...size, signal }, async ({ page, origin }) => {
    await page.goto(`${origin}/`)
    return { title: await page.title(), secure: await page.evaluate(() => isSecureContext) }
  })
  expect(seen).toEqual({ title: 'Plum', secure: true })
  expect(pool.sizes()).toMatchObject({ contexts: 0, waiting: 0, visits: 1, troubles: 0 })
})

test('rule 50.1: four pages are visited at once, and the others wait', async () => {
  const pool = openPool({ contexts: 2 })
  const previews = await Promise.all(['a', 'b', 'c', 'd'].map((name) => serve(`<h1>${name}</h1>`)))
  let most = 0
  const seen = previews.map((preview) =>
    pool.visit(preview, { ...size, signal }, async ({ page, origin }) => {
      most = Math.max(most, pool.sizes().contexts)
      await page.goto(`${origin}/`)
      return page.textContent('h1')
    }),
  )
  expect(await Promise.all(seen)).toEqual(['a', 'b', 'c', 'd'])
  expect(most).toBe(2)
})

const hostile: Array<[string, string, RegExp]> = [
  ['hangs at once', '<script>while (true);</script>', /took more than 6 s/],
  [
    'hangs later',
    '<h1>x</h1><script>setTimeout(() => { while (true); }, 50)</script>',
    /took more than 6 s/,
  ],
  [
    'has a heap without end',
    '<script>const a = []; setInterval(() => { for (let i = 0; i < 2e6; i++) a.push({ i }) })</script>',
    /took more than/,
  ],
  [
    'has a million nodes',
    '<h1>x</h1><script>document.write("<i></i>".repeat(1e6))</script>',
    /took more than/,
  ],
  [
    'takes buffers without end',
    '<script>const a = []; setInterval(() => { if (a.length < 40) a.push(new Uint8Array(2e7).fill(1)) }, 20)</script>',
    /took more than 256 MB of memory/,
  ],
]

test.each(hostile)(
  'rule 50.2: a page that %s is ended in words, while another is visited',
  { timeout: 60_000 },
  async (_what, html, words) => {
    const pool = openPool({ visitMs: 6_000 })
    const bad = await serve(html)
    const fine = await serve('<h1>Fine</h1>')
    const first = look(pool, bad, { ms: 60_000 })
    const refusal = expect(first).rejects.toThrow(words)
    expect((await look(pool, fine)).heading).toBe('Fine')
    await refusal
    expect((await look(pool, fine)).heading).toBe('Fine')
  },
)

const busy: Array<[string, string, string[]]> = [
  [
    'alerts in a loop',
    '<h1>x</h1><script>setInterval(() => alert(1))</script>',
    ['The page opens dialogs without end.'],
  ],
  ['opens windows', '<h1>x</h1><script>setInterval(() => window.open("/b"), 50)</script>', []],
  [
    'floods the console',
    '<h1>x</h1><script>setInterval(() => { for (let i = 0; i < 1e4; i++) console.log("x".repeat(1000)) })</script>',
    [],
  ],
  [
    'asks for permissions',
    '<h1></h1><script>navigator.geolocation.getCurrentPosition(() => {}, (e) => { document.querySelector("h1").textContent = "x" })</script>',
    [],
  ],
  [
    'registers a service worker',
    '<h1></h1><script>navigator.serviceWorker.register("/s.js").then(() => 0, () => 0).then(() => { document.querySelector("h1").textContent = "x" })</script>',
    [],
  ],
  ['never gets quiet', '<h1>x</h1><script>setInterval(() => fetch("/more"), 10)</script>', []],
]

test.each(busy)(
  'rules 50.2 and 50.5: a page that %s is visited all the same',
  { timeout: 60_000 },
  async (_what, html, notes) => {
    const seen = await look(openPool(), await serve(html), { ms: 1_500 })
    expect(seen.heading).toBe('x')
    for (const note of notes) expect(seen.notes).toContain(note)
  },
)

const leaving = [
  '<h1>x</h1><script>location.href = "http://example.com/away"</script>',
  '<h1>x</h1><script>location.href = "https://example.com/away"</script>',
  '<h1>x</h1><script>setTimeout(() => location.replace("/leave"), 100)</script>',
  '<h1>x</h1><meta http-equiv="refresh" content="0; url=https://example.com/away">',
]

test.each(leaving)(
  'rule 50.5: a page that leaves its app stays, and it is noted: %s',
  async (html) => {
    const preview = await serve((request, response) => {
      response.setHeader('content-type', 'text/html')
      if (request.url === '/leave')
        response.writeHead(302, { location: 'https://example.com/away' })
      response.end(html)
    })
    const { heading, notes } = await look(openPool(), preview, { ms: 1_000 })
    expect(notes.join(' ')).toMatch(/The page leaves the app for https?:..example.com.away/)
    expect(heading).toBe('x')
  },
)

test('rule 50.3: a page finds its storage, and what another left is not there', async () => {
  const pool = openPool()
  const preview = await serve(
    '<h1></h1><script>document.querySelector("h1").textContent = localStorage.k ?? "none"; localStorage.k = "left"</script>',
  )
  expect((await look(pool, preview, { storage: { k: 'v' } })).heading).toBe('v')
  expect((await look(pool, preview)).heading).toBe('none')
})

function browsersOfThisProcess(): number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(process.pid)], { encoding: 'utf8' })
  return stdout.split('\n').filter(Boolean).map(Number)
}

test('rule 50.6: visits go on when the browser is killed in their middle', {
  timeout: 60_000,
}, async () => {
  const before = browsersOfThisProcess()
  const pool = openPool()
  const preview = await serve('<h1>x</h1>')
  let tries = 0
  const seen = pool.visit(preview, { ...size, signal }, async ({ page, origin }) => {
    tries += 1
    await page.goto(`${origin}/`)
    if (tries === 1) {
      for (const pid of browsersOfThisProcess())
        if (!before.includes(pid)) process.kill(pid, 'SIGKILL')
      await page.waitForTimeout(20_000)
    }
    return page.textContent('h1')
  })
  expect(await seen).toBe('x')
  expect(tries).toBe(2)
})

test('rule 50.6: without a browser a visit says why, and a closed pool ends its visits', async () => {
  const preview = await serve('<h1>x</h1>')
  const none = openPool({ program: '/nowhere/chrome' })
  await expect(look(none, preview)).rejects.toThrow(
    'There is no Chrome or Chromium on this server.',
  )
  expect(none.unavailable()).toContain('CHROME_PATH')
  const pool = openPool()
  const slow = look(pool, preview, { ms: 60_000 })
  const refusal = expect(slow).rejects.toThrow('The server stops.')
  await look(pool, preview)
  await pool.close()
  await refusal
})

test('rule 50.1: an idle browser ends, and the next visit starts another', {
  timeout: 60_000,
}, async () => {
  const before = browsersOfThisProcess().length
  const pool = openPool({ idleMs: 200 })
  const preview = await serve('<h1>x</h1>')
  await look(pool, preview)
  await expect.poll(() => browsersOfThisProcess().length, { timeout: 20_000 }).toBe(before)
  expect((await look(pool, preview)).heading).toBe('x')
})

test('rule 50.2: a preview that restarts is waited for, and one that never answers is not the app’s fault', {
  timeout: 60_000,
}, async () => {
  const pool = openPool()
  const { preview, begin } = await serveLater('<h1>x</h1>')
  await expect(look(pool, preview)).rejects.toThrow('The preview does not respond.')
  const again = look(pool, preview)
  setTimeout(begin, 300)
  expect((await again).heading).toBe('x')
})
