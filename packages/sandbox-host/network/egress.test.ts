/** A server on this machine stands for the internet. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { EgressProxy, type EgressSettings, proxySocketName } from './egress.ts'
import { registryOnly } from './network-rules.ts'
import { parseRegistry } from './registry.ts'
import { until } from '../testing/until.ts'

const outer = '93.184.216.34'
let folder: string
let outside: net.Server
let heard = ''
let count = 0

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'egress-'))
  outside = net.createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (data: Buffer) => {
      heard += data.toString('latin1')
      if (heard.includes('\r\n\r\n')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi')
      else socket.write(`echo ${data.toString('latin1')}`)
    })
  })
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', () => resolve()))
})
afterAll(() => {
  outside.close()
  rmSync(folder, { recursive: true, force: true })
})

async function startProxy(settings: Partial<EgressSettings> = {}) {
  const dialled: string[] = []
  const asked: string[] = []
  const log: string[] = []
  const address = outside.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const proxy = new EgressProxy({
    registry: parseRegistry('https://registry.example/'),
    rules: registryOnly,
    log: (target, reason) => log.push(`${target}: ${reason}`),
    resolve: async (host) => {
      asked.push(host)
      return [outer]
    },
    dial: async (host, wanted) => {
      dialled.push(`${host} ${wanted}`)
      const socket = net.connect({ port, host: '127.0.0.1' })
      await once(socket, 'connect')
      return socket
    },
    ...settings,
  })
  heard = ''
  const own = path.join(folder, String(count++))
  await proxy.listen(own)
  const open = () => net.connect({ path: path.join(own, proxySocketName) })
  const say = async (words: string) => {
    const socket = open()
    socket.write(words)
    return await text(socket)
  }
  return { proxy, open, say, dialled, asked, log, [Symbol.dispose]: () => proxy.close() }
}

function get(target: string, ...headers: string[]) {
  return `GET ${target} HTTP/1.1\r\n${[...headers, 'Connection: close'].join('\r\n')}\r\n\r\n`
}

test('rule 16.1: the proxy resolves the registry once and connects to the checked address', async () => {
  using it = await startProxy()
  const socket = it.open()
  socket.write('CONNECT Registry.Example.:443 HTTP/1.1\r\n\r\n')
  expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1.1 200/)
  socket.write('ping')
  expect(String((await once(socket, 'data'))[0])).toBe('echo ping')
  socket.destroy()
  expect(it.asked).toEqual(['registry.example'])
  expect(it.dialled).toEqual([`${outer} 443`])
})

test('rule 16.3: a name that changes its address between check and connection gains nothing', async () => {
  let turn = 0
  using it = await startProxy({ resolve: async () => (turn++ === 0 ? [outer] : ['127.0.0.1']) })
  expect(await it.say('CONNECT registry.example:443 HTTP/1.1\r\n\r\nx\r\n\r\n')).toContain(' 200 ')
  expect(await it.say('CONNECT registry.example:443 HTTP/1.1\r\n\r\nx\r\n\r\n')).toContain(' 403 ')
  expect(it.dialled).toEqual([`${outer} 443`])
  expect(turn).toBe(2)
})

test('rule 16.2: new rules apply to open connections and to new ones', async () => {
  using it = await startProxy({ rules: { ...registryOnly, allowOut: ['one.example'] } })
  const connect = 'CONNECT one.example:443 HTTP/1.1\r\n\r\n'
  const socket = it.open()
  socket.write(connect)
  await once(socket, 'data')
  socket.resume()
  it.proxy.setRules({ ...registryOnly, internet: true })
  socket.write('still there')
  expect(String((await once(socket, 'data'))[0])).toBe('echo still there')
  const closed = once(socket, 'close')
  it.proxy.setRules(registryOnly)
  await closed
  expect(await it.say(connect)).toContain(' 403 ')
  expect(it.proxy.rules).toEqual(registryOnly)
})

test('rule 16.2: rules that are replaced during a connect apply to it', async () => {
  let go: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    go = resolve
  })
  using it = await startProxy({
    rules: { ...registryOnly, internet: true },
    dial: async () => {
      await held
      return new net.Socket()
    },
  })
  const answer = it.say('CONNECT one.example:443 HTTP/1.1\r\n\r\n')
  await until(() => it.asked.length === 1, 'the proxy has handled the request')
  it.proxy.setRules(registryOnly)
  go()
  expect(await answer).toContain(' 403 ')
})

test("rule 16.3: the Host header of a plain request doesn't select the target", async () => {
  using it = await startProxy({
    registry: parseRegistry('http://registry.example/'),
  })
  expect(await it.say(get('http://registry.example/x?y', 'Host: 169.254.169.254'))).toMatch(/hi$/)
  expect(heard).toMatch(/^GET \/x\?y HTTP\/1.1\r\n/)
  expect(heard).toMatch(/^host: registry.example\r$/im)
  expect(heard).not.toContain('169.254')
  expect(await it.say(get('http://169.254.169.254/', 'Host: registry.example'))).toContain(' 403 ')
  expect(await it.say(get('/latest', 'Host: registry.example'))).toContain(' 403 ')
  expect(await it.say(get('file:///etc/passwd', 'Host: registry.example'))).toContain(' 403 ')
  expect(await it.say(get('http://registry.example:22/', 'Host: registry.example'))).toContain(
    ' 403 ',
  )
  expect(it.dialled).toEqual([`${outer} 80`])
})

test.each([
  ['two lengths', 'Content-Length: 4\r\nContent-Length: 5'],
  ['a length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked'],
  ['chunks in disguise', 'Transfer-Encoding : chunked'],
  ['a bare line feed', 'X: y\nTransfer-Encoding: chunked'],
  ['a folded line', 'X: y\r\n z: w'],
])(
  'rule 16.3: a request with %s, which parsers read in different ways, is refused',
  async (_, line) => {
    using it = await startProxy({ registry: parseRegistry('http://registry.example/') })
    const hidden = 'GET http://registry.example/hidden HTTP/1.1\r\n\r\n'
    await it.say(
      `POST http://registry.example/ HTTP/1.1\r\nHost: x\r\n${line}\r\n\r\n0\r\n\r\n${hidden}`,
    )
    expect(heard).not.toMatch(/\n /)
    expect((heard.match(/^(GET|POST) /gm) ?? []).length).toBeLessThanOrEqual(1)
  },
)

test('an unreachable address gives 502, a refused one 403, and each is logged once', async () => {
  using it = await startProxy({
    dial: () => Promise.reject(new Error('does not respond')),
  })
  for (let round = 0; round < 3; round++) {
    expect(await it.say('CONNECT registry.example:443 HTTP/1.1\r\n\r\n')).toContain(' 502 ')
    expect(await it.say('CONNECT evil.example:443 HTTP/1.1\r\n\r\n')).toContain(' 403 ')
  }
  expect(it.log).toEqual([
    'registry.example:443: does not respond',
    'evil.example:443: only the package registry is allowed',
  ])
})

test.each([
  [
    'a reason with a control character',
    'HTTP/1.1 200 O\x01K\r\nContent-Length: 2\r\n\r\nhi',
    / 200 OK\r\n[^]*hi$/,
  ],
  ['a status that is none', 'HTTP/1.1 099 X\r\nContent-Length: 0\r\n\r\n', / 502 /],
  ['a trailer without chunks', 'HTTP/1.1 200 OK\r\nTrailer: x\r\nContent-Length: 0\r\n\r\n', /^$/],
])("rule 18.5: an upstream response with %s doesn't harm the host", async (_, words, passed) => {
  const odd = net.createServer((socket) => socket.once('data', () => socket.end(words)))
  onTestFinished(() => void odd.close())
  await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', () => resolve()))
  using it = await startProxy({
    registry: parseRegistry('http://registry.example/'),
    dial: () => connected(odd),
  })
  expect(await it.say(get('http://registry.example/', 'Host: x'))).toMatch(passed)
})

describe('rule 18.5: a client that does not wait', () => {
  const connect = 'CONNECT registry.example:443 HTTP/1.1\r\n\r\n'

  function heldDials() {
    const made: net.Socket[] = []
    let waiting: Array<() => void> = []
    return {
      made,
      waiting: () => waiting.length,
      go() {
        for (const each of waiting) each()
        waiting = []
      },
      async dial() {
        await new Promise<void>((resolve) => waiting.push(resolve))
        const socket = await connected(outside)
        made.push(socket)
        return socket
      },
    }
  }

  /** Closes with the response unread, which resets the connection. */
  async function leave(
    { proxy, open }: { proxy: EgressProxy; open(): net.Socket },
    words: string,
    isSeen: () => boolean,
  ) {
    const socket = open().pause()
    socket.write(
      `${get('http://evil.example/', 'Host: x').replace('Connection: close\r\n', '')}${words}`,
    )
    await until(isSeen, 'the proxy has seen it')
    socket.destroy()
    let left = 1
    await until(() => {
      proxy.server.getConnections((_error, count) => {
        left = count
      })
      return left === 0
    }, 'the connection is closed')
  }

  test.each([
    ['connection', connect],
    ['request', get('http://registry.example:443/', 'Host: x')],
  ])('leaves no open end of a %s behind', async (_, words) => {
    const dials = heldDials()
    using it = await startProxy({
      dial: dials.dial,
      registry: parseRegistry('http://registry.example:443/'),
    })
    await leave(it, words, () => dials.waiting() === 1)
    dials.go()
    await until(
      () => dials.made.length === 1 && dials.made.every(({ closed }) => closed),
      'the proxy has handled the request',
    )
  })

  test("can't open more connections than one that waits", async () => {
    const dials = heldDials()
    using it = await startProxy({ dial: dials.dial })
    for (let count = 1; count <= 255; count++)
      await leave(it, connect, () => dials.waiting() === count)
    const last = it.open()
    last.write(connect)
    await until(() => dials.waiting() === 256, 'the proxy has handled the request')
    expect(await it.say(connect)).toContain(' 502 ')
    expect(dials.waiting()).toBe(256)
    dials.go()
    expect(String((await once(last, 'data'))[0])).toContain(' 200 ')
    await until(
      () => dials.made.filter(({ closed }) => !closed).length === 1,
      'the proxy has handled the request',
    )
  })
})

async function connected(server: net.Server): Promise<net.Socket> {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const socket = net.connect({ port, host: '127.0.0.1' })
  await once(socket, 'connect')
  return socket
}
