import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Agent, request } from 'node:https'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { requireOurAnswer } from '../client/foreign-answer.ts'
import { proxyWords } from '../client/words/ui.ts'
import { newId } from '../shared/ids.ts'
import { docName } from '../shared/protocol/doc-names.ts'
import { words } from './lib/words.ts'
import { startAppServer } from './testing/app-server.ts'
import { freePort } from './testing/free-port.ts'

const manual = readFileSync(join(import.meta.dirname, '..', 'docs', 'deploy.md'), 'utf8')
const app = 'fegg.example.com'
const previews = 'fegg-preview.example'
/** In place of the example's, in seconds. */
const cutOffS = 2
const pingMs = 500

/** The code block of the document that follows `NAME:`. */
function example(name: string): string {
  const found = new RegExp(`^${name}:\\n\`\`\`\\w*\\n([\\s\\S]*?)^\`\`\``, 'm').exec(manual)?.[1]
  if (found === undefined) throw new Error(`docs/deploy.md has no example for ${name}`)
  return found
}

/** Replaces what depends on the place. Throws if the example doesn't have it. */
function adapt(config: string, changes: ReadonlyArray<readonly [string | RegExp, string]>): string {
  return changes.reduce((before, [from, to]) => {
    const after = before.replaceAll(from, to)
    if (after === before) throw new Error(`the example of docs/deploy.md lacks ${from}`)
    return after
  }, config)
}

interface Places {
  folder: string
  port: number
  upstream: number
  certificate: string
  key: string
}

interface Proxy {
  program: string
  version: string[]
  start(places: Places): ChildProcess
}

const proxies: Record<string, Proxy> = {
  nginx: {
    program: 'nginx',
    version: ['-v'],
    start({ folder, port, upstream, certificate, key }) {
      const config = adapt(example('nginx'), [
        ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
        ['127.0.0.1:4000', `127.0.0.1:${upstream}`],
        ['/etc/ssl/fegg/fullchain.pem', certificate],
        ['/etc/ssl/fegg/privkey.pem', key],
        [/proxy_read_timeout 1h;/g, `proxy_read_timeout ${cutOffS}s;`],
      ])
      const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      const temporary = kinds.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join('\n')
      const file = join(folder, 'nginx.conf')
      writeFileSync(
        file,
        `daemon off;\nmaster_process off;\npid ${folder}/pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n${temporary}\n${config}\n}\n`,
      )
      return spawn('nginx', ['-p', folder, '-c', file, '-e', 'stderr'], { stdio: 'inherit' })
    },
  },
  Caddy: {
    program: 'caddy',
    version: ['version'],
    start({ folder, port, upstream, certificate, key }) {
      const tls = `tls ${certificate} ${key}`
      const config = adapt(example('Caddy'), [
        ['127.0.0.1:4000', `127.0.0.1:${upstream}`],
        [/^ {2}tls \{[\s\S]*?^ {2}\}/gm, `  ${tls}`],
        [/^fegg\.example\.com \{/gm, `https://${app}:${port} {\n  ${tls}`],
        [/^\*\.fegg-preview\.example \{/gm, `https://*.${previews}:${port} {`],
      ])
      const file = join(folder, 'Caddyfile')
      writeFileSync(
        file,
        `{\n  admin off\n  auto_https off\n  servers {\n    timeouts {\n      idle ${cutOffS}s\n    }\n  }\n}\n${config}`,
      )
      return spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', file], {
        stdio: 'ignore',
        env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
      })
    },
  },
}

async function listens(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const isOpen = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (isOpen) return
    await pause(20)
  }
}

function makeCertificate(folder: string) {
  const certificate = join(folder, 'cert.pem')
  const key = join(folder, 'key.pem')
  const names = `subjectAltName=DNS:${app},DNS:${previews},DNS:*.${previews}`
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      ...made,
      '-subj',
      `/CN=${app}`,
      '-addext',
      names,
      '-keyout',
      key,
      '-out',
      certificate,
    ],
    { stdio: 'ignore' },
  )
  return { certificate, key }
}

/** A page with a socket that echoes, as a sandbox would serve it. */
async function startPage() {
  const server = createServer((_request, response) => response.end('the preview'))
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      sockets.close()
      server.closeAllConnections()
      server.close()
    },
  }
}

async function openBehind(proxy: Proxy) {
  const folder = mkdtempSync(join(tmpdir(), 'fegg-proxy-'))
  // a proxy may give up root's rights
  chmodSync(folder, 0o755)
  mkdirSync(join(folder, 'logs'))
  const page = await startPage()
  const server = await startAppServer([{ text: 'Done.' }], {
    pingMs,
    env: { PUBLIC_URL: `https://${app}`, PREVIEW_DOMAIN: previews, TRUST_PROXY: '1' },
    sandboxes: {
      connectPreview: async () => ({
        kind: 'origin',
        origin: page.origin,
        headers: {},
        lost: async () => {},
      }),
    },
  })
  const port = await freePort()
  const certificates = makeCertificate(folder)
  const child = proxy.start({ folder, port, upstream: server.port, ...certificates })
  await listens(port)
  const ca = readFileSync(certificates.certificate)
  let cookie = ''

  /** Like a browser at the public address; only the port differs. */
  const call = async (host: string, path: string, body?: string): Promise<Response> => {
    const sent = request({
      host: '127.0.0.1',
      port,
      path,
      ca,
      servername: host,
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        host,
        cookie,
        accept: 'text/html, application/json',
        ...(body !== undefined && {
          origin: `https://${host}`,
          'content-type': 'application/json',
        }),
      },
    })
    sent.end(body)
    const [answer] = await once(sent, 'response')
    const [set] = answer.headers['set-cookie'] ?? []
    if (set) cookie = String(set).split(';', 1)[0] ?? ''
    const type = String(answer.headers['content-type'] ?? '')
    const headers = { 'content-type': type }
    return new Response(await text(answer), { status: answer.statusCode, headers })
  }
  const socket = (host: string, path: string) =>
    new WebSocket(`wss://127.0.0.1:${port}${path}`, {
      agent: new Agent({ ca, servername: host }),
      headers: { host, cookie, origin: `https://${host}` },
    })
  return {
    call,
    socket,
    server,
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
      await server[Symbol.asyncDispose]()
      await page[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

describe.each(Object.entries(proxies))('%s', (name, proxy) => {
  const here = spawnSync(proxy.program, proxy.version, { stdio: 'ignore' }).status === 0
  const title = here ? '' : ` (left out: ${proxy.program} is not installed)`

  test.skipIf(!here)(`rule 41.7: FeGG works behind the example for ${name}${title}`, async () => {
    await using behind = await openBehind(proxy)
    const { call, socket } = behind
    const mutate = async <T>(path: string, input: unknown): Promise<T> => {
      const response = await requireOurAnswer(
        await call(app, `/trpc/${path}`, JSON.stringify(input)),
      )
      const { result } = (await response.json()) as { result: { data: T } }
      return result.data
    }

    expect((await call(app, '/healthz')).status).toBe(200)
    await mutate('auth.guest', {})
    const sessionId = newId()
    await mutate('sessions.create', { id: sessionId })

    const input = encodeURIComponent(JSON.stringify({ sessionId }))
    const asked = await (await call(app, `/trpc/preview.address?input=${input}`)).json()
    const preview = new URL(asked.result.data.url)
    expect(preview.protocol).toBe('https:')
    expect(await (await call(preview.hostname, '/')).text()).toBe('the preview')
    const hot = socket(preview.hostname, '/')
    await once(hot, 'open')
    hot.send('changed')
    expect(String((await once(hot, 'message'))[0])).toBe('changed')
    hot.close()

    const events = socket(app, '/trpc')
    const doc = socket(app, `/yjs/${docName.record(sessionId)}`)
    let [pings, updates] = [0, 0]
    events.on('message', (data) => {
      if (String(data) !== 'PING') return
      pings++
      events.send('PONG')
    })
    doc.on('message', () => updates++)
    await Promise.all([once(events, 'open'), once(doc, 'message')])
    const beats = Math.ceil((cutOffS * 1_000 * 1.5) / pingMs)
    await vi.waitFor(() => expect(Math.min(pings, updates)).toBeGreaterThan(beats), 30_000)
    expect([events.readyState, doc.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN])
    events.close()
    doc.close()

    const message = (length: number) => ({
      id: newId(),
      sessionId,
      delivery: 'after',
      text: 'x'.repeat(length),
    })
    const send = (length: number) => mutate('messages.send', message(length))
    // let through, and refused by the API
    const long = await call(app, '/trpc/messages.send', JSON.stringify(message(990_000)))
    expect(long.status).toBe(400)
    await expect(send(1_100_000)).rejects.toThrow(
      name === 'nginx' ? proxyWords.tooLarge : words.bodyTooLarge,
    )
    await expect(send(10)).resolves.toBeDefined()
  })
})

test('rule 41.5: behind a proxy that the server was not told of, a refused call says what to set', async () => {
  await using server = await startAppServer([])
  const response = await fetch(`${server.url}/trpc/auth.guest`, {
    method: 'POST',
    headers: { origin: 'https://fegg.example.com', 'content-type': 'application/json' },
    body: '{}',
  })
  await expect(requireOurAnswer(response)).rejects.toThrow(
    /^This server was not started for https:\/\/fegg\.example\.com\. .*set PUBLIC_URL/,
  )
})
