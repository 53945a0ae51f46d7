import dgram from 'node:dgram'
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { chromium } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findBrowser } from './find-browser.ts'
import { openVisitProxy } from './visit-proxy.ts'
import { listen, openPool, serve, size } from './testing/pages.ts'

const signal = new AbortController().signal

/** A listener that counts who comes, by TCP and by UDP on the same port. */
async function trap(host = '127.0.0.1') {
  let tcp = 0
  let udp = 0
  const server = net.createServer((socket) => {
    tcp += 1
    socket.on('error', () => undefined)
    socket.end('HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 4\r\n\r\ncame')
  })
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const datagrams = dgram.createSocket('udp4')
  datagrams.on('message', () => {
    udp += 1
  })
  datagrams.bind(port, host)
  await once(datagrams, 'listening')
  onTestFinished(() => {
    server.close()
    datagrams.close()
  })
  return { host, port, came: () => ({ tcp, udp }) }
}

/** Each tries to reach `at` (host and port) from within the page. */
const ways: Record<string, (at: string) => unknown> = {
  fetch: (at) => fetch(`http://${at}/`).catch(() => 0),
  'fetch without cors': (at) => fetch(`http://${at}/`, { mode: 'no-cors' }).catch(() => 0),
  'https fetch': (at) => fetch(`https://${at}/`).catch(() => 0),
  beacon: (at) => navigator.sendBeacon(`http://${at}/`, 'x'),
  'web socket': (at) => void new WebSocket(`ws://${at}/`),
  'secure web socket': (at) => void new WebSocket(`wss://${at}/`),
  'event source': (at) => void new EventSource(`http://${at}/`),
  image: (at) => {
    new Image().src = `http://${at}/i.png`
  },
  frame: (at) => {
    const frame = document.createElement('iframe')
    frame.src = `http://${at}/`
    document.body.append(frame)
  },
  form: (at) => {
    const form = document.createElement('form')
    const frame = document.createElement('iframe')
    frame.name = 'there'
    form.target = 'there'
    form.method = 'post'
    form.action = `http://${at}/`
    document.body.append(frame, form)
    form.submit()
  },
  links: (at) => {
    for (const rel of [
      'stylesheet',
      'preload',
      'prefetch',
      'preconnect',
      'dns-prefetch',
      'modulepreload',
      'icon',
      'manifest',
    ]) {
      const link = document.createElement('link')
      link.rel = rel
      link.href = `http://${at}/`
      if (rel === 'preload') link.as = 'script'
      document.head.append(link)
    }
  },
  'speculation rules': (at) => {
    const script = document.createElement('script')
    script.type = 'speculationrules'
    script.textContent = JSON.stringify({ prefetch: [{ source: 'list', urls: [`http://${at}/`] }] })
    document.head.append(script)
  },
  worker: (at) => {
    const code = `fetch('http://${at}/').catch(() => 0); new WebSocket('ws://${at}/')`
    void new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))
  },
  // Vitest rewrites a written import()
  'module import': (at) => {
    const script = document.createElement('script')
    script.textContent = `import('http://${at}/m.js').catch(() => 0)`
    document.head.append(script)
  },
  'web transport': (at) => {
    const transport = Reflect.get(globalThis, 'WebTransport') as
      | (new (
          url: string,
        ) => object)
      | undefined
    if (transport) Reflect.construct(transport, [`https://${at}/`])
  },
  'web rtc': async (at) => {
    const connection = new RTCPeerConnection({
      iceServers: [
        { urls: `stun:${at}` },
        { urls: `turn:${at}?transport=tcp`, username: 'a', credential: 'b' },
      ],
    })
    connection.createDataChannel('x')
    await connection.setLocalDescription(await connection.createOffer())
  },
  'a data address': (at) => {
    const frame = document.createElement('iframe')
    frame.src = `data:text/html,<img src="http://${at}/">`
    document.body.append(frame)
  },
  'a window': (at) => void window.open(`http://${at}/`),
  'another page': (at) => {
    location.href = `http://${at}/`
  },
}

function ownAddress(): string | null {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? null
}

describe('rule 50.4: from a page that is visited', () => {
  test('the traps notice who comes from a browser that isn’t closed in', {
    timeout: 90_000,
  }, async () => {
    const app = await listen((_request, response) => {
      response.setHeader('content-type', 'text/html')
      response.end('<h1>x</h1>')
    })
    const program = await findBrowser(process.env['CHROME_PATH'])
    if (program === null) throw new Error('There is no browser.')
    const browser = await chromium.launch({ executablePath: program, chromiumSandbox: false })
    onTestFinished(() => browser.close())
    const reached: string[] = []
    for (const [name, way] of Object.entries(ways)) {
      const { host, port, came } = await trap()
      const page = await browser.newPage()
      await page.goto(`http://localhost:${app.port}/`)
      await page.evaluate(way, `${host}:${port}`).catch(() => undefined)
      await page.waitForTimeout(300)
      const { tcp, udp } = came()
      if (tcp + udp > 0) reached.push(name)
      await page.close()
    }
    expect(Object.keys(ways).filter((name) => !reached.includes(name))).toEqual([])
  })

  test('no way leads to another port of this machine, or to its other address', {
    timeout: 90_000,
  }, async () => {
    const own = ownAddress()
    const traps = [await trap(), ...(own === null ? [] : [await trap(own)])]
    const places = traps.flatMap(({ host, port }) => [
      `${host}:${port}`,
      ...(host === '127.0.0.1' ? [`localhost:${port}`, `other.localhost:${port}`] : []),
    ])
    const pool = openPool()
    const preview = await serve('<h1>x</h1>')
    for (const place of places)
      await pool.visit(preview, { ...size, signal }, async ({ page, origin }) => {
        for (const [name, way] of Object.entries(ways)) {
          if (name === 'another page') continue
          await page.goto(`${origin}/`)
          await page.evaluate(way, place).catch(() => undefined)
        }
        await page.waitForTimeout(300)
        await page
          .evaluate(ways['another page'] as (at: string) => void, place)
          .catch(() => undefined)
        await page.waitForTimeout(300)
      })
    for (const { host, came } of traps)
      expect({ host, ...came() }).toEqual({ host, tcp: 0, udp: 0 })
  })

  test('pages of the browser, files and names lead nowhere', { timeout: 60_000 }, async () => {
    const pool = openPool()
    const preview = await serve('<h1>x</h1>')
    await pool.visit(preview, { ...size, signal }, async ({ page, origin, refused }) => {
      await page.goto(`${origin}/`)
      for (const url of [
        'file:///etc/passwd',
        'chrome://version',
        'view-source:file:///etc/passwd',
      ]) {
        await page.evaluate((to) => void (location.href = to), url).catch(() => undefined)
        await page.waitForTimeout(100)
        expect(page.url()).toBe(`${origin}/`)
      }
      const elsewhere = ['http://169.254.169.254/', 'http://example.com/', 'http://localhost/']
      for (const url of elsewhere)
        await page.evaluate((to) => fetch(to).catch(() => 0), url).catch(() => undefined)
      expect(refused.map(({ url }) => url)).toEqual(expect.arrayContaining(elsewhere))
    })
  })
})

describe('rule 50.4: the proxy of a visit', () => {
  async function ask(port: number, text: string): Promise<string> {
    const socket = net.connect(port, '127.0.0.1')
    socket.write(text)
    let answer = ''
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString()
    })
    socket.on('error', () => undefined)
    await Promise.race([
      once(socket, 'close'),
      new Promise((resolve) => setTimeout(resolve, 1_000)),
    ])
    socket.destroy()
    return answer
  }

  test('answers to the name of its one page alone, also in a tunnel', async () => {
    const other = await listen((_request, response) => response.end('the other server'))
    const proxy = await openVisitProxy(await serve('the app'))
    onTestFinished(() => proxy.close())
    const port = Number(new URL(proxy.server).port)
    const name = new URL(proxy.origin).host
    const close = 'Connection: close\r\n\r\n'
    const there = `127.0.0.1:${other.port}`
    expect(await ask(port, `GET ${proxy.origin}/ HTTP/1.1\r\nHost: ${name}\r\n${close}`)).toContain(
      'the app',
    )
    const refused = [
      `GET / HTTP/1.1\r\nHost: localhost:${port}\r\n${close}`,
      `GET http://${there}/ HTTP/1.1\r\nHost: ${there}\r\n${close}`,
      `GET http://${there}/ HTTP/1.1\r\nHost: ${name}\r\n${close}`,
      `GET ${proxy.origin}/ HTTP/1.1\r\nHost: ${there}\r\n${close}`,
      `GET http://${name}@${there}/ HTTP/1.1\r\nHost: ${name}\r\n${close}`,
      `GET http://${name}:80@${there}/ HTTP/1.1\r\nHost: ${name}\r\n${close}`,
      `CONNECT ${there} HTTP/1.1\r\nHost: ${there}\r\n\r\nGET / HTTP/1.1\r\nHost: ${there}\r\n\r\n`,
      `CONNECT ${there} HTTP/1.1\r\nHost: ${name}:80\r\n\r\nGET / HTTP/1.1\r\nHost: ${there}\r\n\r\n`,
      `CONNECT ${name}:80 HTTP/1.1\r\nHost: ${name}:80\r\n\r\nGET / HTTP/1.1\r\nHost: ${there}\r\n${close}`,
      `GET /ws HTTP/1.1\r\nHost: ${there}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: ${name}\r\nHost: ${there}\r\n${close}`,
      `POST / HTTP/1.1\r\nHost: ${name}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET http://${there}/ HTTP/1.1\r\n\r\n`,
    ]
    for (const text of refused)
      expect(await ask(port, text), text).not.toContain('the other server')
    expect(proxy.refused.length).toBeGreaterThan(4)
  })
})
