/** An HTTPS server on this machine stands for the internet. */
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import tls from 'node:tls'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { CertificateAuthority } from '../lib/certificates.ts'
import { makeFolder } from '../testing/targets.ts'
import { EgressProxy, proxySocketName } from './egress.ts'
import { registryOnly } from './network-rules.ts'
import { SecretStore } from './secret-store.ts'

const internet = new CertificateAuthority()
const authority = new CertificateAuthority()
const key = 'sk-never-in-the-sandbox'
const headers = { Authorization: 'Bearer ${e2b.secrets.Api-Key}', 'X-Team': 'ours' }
const rules = {
  'api.example': [{ transform: { headers } }],
  '*.wide.example': [{ transform: { headers } }],
  'unknown.example': [{ transform: { headers: { a: '${e2b.secrets.nothing}' } } }],
  'liar.example': [{ transform: { headers } }],
  'closed.example': [{ transform: { headers } }],
}

interface Seen {
  method?: string | undefined
  url?: string | undefined
  headers: http.IncomingHttpHeaders
  body: string
}

let folder: string
let server: https.Server
let proxy: EgressProxy
let heard = ''
const seen: Seen[] = []
const secrets = new SecretStore()

beforeAll(async () => {
  folder = makeFolder()
  const answer = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const { method, url } = request
    seen.push({ method, url, headers: request.headers, body: await text(request) })
    response.setHeader('X-Answer', 'yes').end(`answer to ${url}`)
  }
  server = https.createServer(
    {
      SNICallback: (name, done) =>
        done(
          null,
          tls.createSecureContext(
            // It can't prove who it is.
            (name === 'liar.example' ? new CertificateAuthority() : internet).leafFor(name),
          ),
        ),
    },
    (request, response) => void answer(request, response),
  )
  server.on('secureConnection', (socket) => socket.on('data', (data) => (heard += String(data))))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  secrets.create('API-key', { value: key })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const hosts = Object.keys(rules).filter((host) => host !== 'closed.example')
  proxy = new EgressProxy({
    registry: null,
    rules: { ...registryOnly, allowOut: [...hosts, 'other.example'], headers: rules },
    injecting: { authority, secrets, trusted: internet.cert },
    log: () => undefined,
    resolve: async () => ['93.184.216.34'],
    dial: async () => {
      const socket = net.connect(port, '127.0.0.1')
      await once(socket, 'connect')
      return socket
    },
  })
  await proxy.listen(path.join(folder, 'out'))
})
afterAll(() => {
  proxy.close()
  server.close()
  server.closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
})

async function connectTo(host: string, trusted: CertificateAuthority) {
  const socket = net.connect({ path: path.join(folder, 'out', proxySocketName) })
  socket.write(`CONNECT ${host}:443 HTTP/1.1\r\n\r\n`)
  const [head] = await once(socket, 'data')
  onTestFinished(() => void socket.destroy())
  if (!String(head).startsWith('HTTP/1.1 200')) throw new Error(String(head).split('\r\n')[0])
  const secure = tls.connect({ socket, servername: host, ca: trusted.cert })
  await once(secure, 'secureConnect')
  return secure
}

async function ask(socket: tls.TLSSocket, options: http.RequestOptions, body = '') {
  const request = http.request({ createConnection: () => socket, ...options })
  request.end(body)
  const [response] = await once(request, 'response')
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}

test.each(['api.example', 'deep.wide.example'])(
  'rule 16.11: a request to %s gets the headers, and those of the sandbox are replaced',
  async (host) => {
    seen.length = 0
    const socket = await connectTo(host, authority)
    const mine = { host: 'evil.example', authorization: 'Bearer mine', 'x-own': 'kept' }
    const options = { method: 'POST', path: '/v1?a=b', headers: mine }
    const answer = await ask(socket, options, 'a body')
    expect(answer).toMatchObject({ status: 200, body: 'answer to /v1?a=b' })
    expect(answer.headers['x-answer']).toBe('yes')
    expect(seen).toEqual([
      {
        method: 'POST',
        url: '/v1?a=b',
        body: 'a body',
        headers: expect.objectContaining({
          host,
          authorization: `Bearer ${key}`,
          'x-team': 'ours',
          'x-own': 'kept',
        }),
      },
    ])
  },
)

test('rule 16.11: many requests on one connection all get the headers of their time', async () => {
  seen.length = 0
  const socket = await connectTo('api.example', authority)
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  agent.createConnection = () => socket
  onTestFinished(() => agent.destroy())
  const once = () => ask(socket, { agent, path: '/' })
  await once()
  secrets.update('api-key', { value: 'renewed' })
  await once()
  secrets.update('api-key', { value: key })
  proxy.setRules({ ...proxy.rules, headers: {} })
  await once()
  proxy.setRules({ ...proxy.rules, headers: rules })
  expect(seen.map((each) => each.headers.authorization)).toEqual([
    `Bearer ${key}`,
    'Bearer renewed',
    undefined,
  ])
})

test('rule 16.11: a host without a rule is reached without the proxy looking into its TLS', async () => {
  seen.length = 0
  const socket = await connectTo('other.example', internet)
  expect((await ask(socket, { path: '/plain' })).status).toBe(200)
  expect(seen[0]?.headers.authorization).toBeUndefined()
})

test('rule 16.11: a rule opens nothing', async () => {
  await expect(connectTo('closed.example', authority)).rejects.toThrow(/403/)
})

test.each([
  ['liar.example', /could not be reached: .*(unable to verify|self.signed|issuer)/],
  ['unknown.example', /knows no secret 'nothing'/],
])('rule 16.11: nothing is sent to %s, and the answer says why', async (host, words) => {
  heard = ''
  const socket = await connectTo(host, authority)
  const answer = await ask(socket, { path: '/' })
  expect(answer.status).toBe(502)
  expect(answer.body).toMatch(words)
  expect(heard).toBe('')
})

test('rule 18.4: a request for another address within the connection is refused', async () => {
  seen.length = 0
  const socket = await connectTo('api.example', authority)
  expect((await ask(socket, { path: 'https://evil.example/' })).status).toBe(400)
  expect(seen).toEqual([])
})

test('rule 18.4: a WebSocket to a host with a rule is refused', async () => {
  const socket = await connectTo('api.example', authority)
  socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 501 /)
})
