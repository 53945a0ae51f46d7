import { rmSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { Sandbox } from 'e2b'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type SandboxHost, startSandboxHost } from '../index.ts'
import { makeFolder, makeTemplate } from '../testing/targets.ts'
import { until } from '../testing/until.ts'

let folder: string
let host: SandboxHost
let sandbox: Sandbox
let token: string

const detail = z.object({ envdAccessToken: z.string() })
const problem = z.object({ code: z.string(), message: z.string() })

async function api(
  method: string,
  at: string,
  body?: string,
  key = host.apiKey,
): Promise<Response> {
  const headers = { 'x-api-key': key, ...(body ? { 'content-type': 'application/json' } : {}) }
  return await fetch(`${host.apiUrl}${at}`, { method, headers, ...(body ? { body } : {}) })
}

async function daemon(at: string, init: RequestInit = {}, more: object = {}): Promise<Response> {
  const headers = {
    'e2b-sandbox-id': sandbox.sandboxId,
    'e2b-sandbox-port': '49983',
    'x-access-token': token,
    ...more,
  }
  return await fetch(`${host.sandboxUrl}${at}`, { ...init, headers })
}

function frame(text: string, flag = 0, length = Buffer.byteLength(text)): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt8(flag, 0)
  head.writeUInt32BE(length, 1)
  return Buffer.concat([head, Buffer.from(text)])
}

function exchange(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(Number(new URL(host.sandboxUrl).port), '127.0.0.1')
    let answer = ''
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('utf8')
    })
    socket.on('close', () => resolve(answer))
    socket.end(bytes)
  })
}

beforeAll(async () => {
  folder = makeFolder()
  host = await startSandboxHost({
    dataDir: path.join(folder, 'data'),
    templates: { base: makeTemplate(folder) },
    domain: 'localhost:4000',
  })
  sandbox = await Sandbox.create('base', host)
  const answer = await api('GET', `/sandboxes/${sandbox.sandboxId}`)
  token = detail.parse(await answer.json()).envdAccessToken
})
afterAll(async () => {
  await host?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the control API', () => {
  test.each([
    ['text that is no JSON', '{', 400],
    ['a list', '[]', 400],
    ['no template', '{}', 400],
    ['a negative time', '{"templateID":"base","timeout":-1}', 400],
    ['an endless time', '{"templateID":"base","timeout":1e9}', 400],
    ['an unknown wish', '{"templateID":"base","gpu":true}', 400],
    ['another network', '{"templateID":"base","network":{"rules":{"10.0.0.1":[{}]}}}', 400],
    ['a path for a template', '{"templateID":"../../etc"}', 404],
    ['a prototype for a template', '{"templateID":"__proto__"}', 404],
    ['megabytes', `{"templateID":"${'x'.repeat(2_000_000)}"}`, 413],
  ])('responds to %s as it should', async (_what, body, status) => {
    const answer = await api('POST', '/v2/sandboxes', body)
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ code: status, message: expect.any(String) })
  })

  test('needs its key for every call', async () => {
    expect((await api('GET', '/v2/sandboxes', undefined, 'wrong')).status).toBe(401)
    expect((await api('GET', '/nothing', undefined, '')).status).toBe(401)
    expect((await api('GET', '/nothing')).status).toBe(400)
  })

  test('refuses malformed queries', async () => {
    for (const query of ['limit=0', 'order=up', 'metadata=%2525E0%2525A4', 'nextToken=abc'])
      expect((await api('GET', `/v2/sandboxes?${query}`)).status, query).toBe(400)
  })
})

describe("the sandboxes' address", () => {
  test('needs the token of the same sandbox', async () => {
    const other = await Sandbox.create('base', host)
    const answer = await api('GET', `/sandboxes/${other.sandboxId}`)
    const foreign = detail.parse(await answer.json()).envdAccessToken
    const read = '/files?path=app/hello.txt'
    expect((await daemon(read)).status).toBe(200)
    expect((await daemon(read, {}, { 'x-access-token': foreign })).status).toBe(401)
    expect((await daemon(read, {}, { 'x-access-token': '' })).status).toBe(401)
    expect((await daemon('/health', {}, { 'x-access-token': '' })).status).toBe(204)
    await other.kill()
  })

  test('accepts a signed address until it expires, and only unchanged', async () => {
    const signed = async (seconds: number) => {
      const options = { useSignatureExpiration: seconds }
      return new URL(await sandbox.downloadUrl('app/hello.txt', options)).search
    }
    const bare = { 'x-access-token': '' }
    expect((await daemon(`/files${await signed(60)}`, {}, bare)).status).toBe(200)
    expect((await daemon(`/files${await signed(-60)}`, {}, bare)).status).toBe(401)
    const other = (await signed(60)).replace('hello', 'other')
    expect((await daemon(`/files${other}`, {}, bare)).status).toBe(401)
    const write = { method: 'POST', body: 'x' }
    expect((await daemon(`/files${await signed(60)}`, write, bare)).status).toBe(401)
  })

  test('rule 18.8: a signed address needs no header, and says why it is refused', async () => {
    const others = await Promise.all([Sandbox.create('base', host), Sandbox.create('base', host)])
    for (const each of [sandbox, ...others]) {
      await each.files.write('own.txt', each.sandboxId)
      const answer = await fetch(await each.downloadUrl('own.txt'))
      expect([answer.status, await answer.text()]).toEqual([200, each.sandboxId])
      const body = new FormData()
      body.append('file', new Blob(['put']), 'put.txt')
      const put = await fetch(await each.uploadUrl('put.txt'), { method: 'POST', body })
      expect(put.status).toBe(200)
      expect(await each.files.read('put.txt')).toBe('put')
    }
    const [other] = others
    const long = await sandbox.downloadUrl('own.txt', { useSignatureExpiration: 60 })
    const refused = [
      [await sandbox.downloadUrl('own.txt', { useSignatureExpiration: -60 }), 'already expired'],
      [long.replace('own.txt', 'put.txt'), 'is invalid'],
      [long.replace(/signature=v1_.{5}/, 'signature=v1_AAAAA'), 'is invalid'],
      [long.replace(/expiration=\d+/, 'expiration=99999999999'), 'is invalid'],
      [other ? await other.downloadUrl('own.txt') : '', 'or the sandbox has ended'],
    ]
    await Promise.all(others.map((each) => each.kill()))
    for (const [address = '', words] of refused) {
      const answer = await fetch(address)
      expect([answer.status, (await answer.json()).message]).toEqual([
        401,
        expect.stringContaining(words ?? ''),
      ])
    }
    // Where the sandbox is named, too.
    const late = new URL(refused[0]?.[0] ?? '').search
    const answer = await daemon(`/files${late}`, {}, { 'x-access-token': '' })
    expect((await answer.json()).message).toContain('already expired')
  })

  test('rule 18.8: streamed and polled watches have one limit, and neither drops events', async () => {
    await sandbox.files.makeDir('watched')
    const call = async (method: string, message: object) => {
      const init = { method: 'POST', body: JSON.stringify(message) }
      const json = { 'content-type': 'application/json' }
      const answer = await daemon(`/filesystem.Filesystem/${method}`, init, json)
      return { status: answer.status, body: await answer.json() }
    }
    const stream = await sandbox.files.watchDir('watched', () => undefined, { timeoutMs: 0 })
    const made: string[] = []
    for (let one = await call('CreateWatcher', { path: 'watched' }); one.status === 200; ) {
      made.push(one.body.watcherId)
      one = await call('CreateWatcher', { path: 'watched' })
    }
    expect(made).toHaveLength(63)
    await expect(sandbox.files.watchDir('watched', () => undefined)).rejects.toThrow(/64 watches/)
    await stream.stop()
    const [first, ...rest] = made
    for (const watcherId of rest) await call('RemoveWatcher', { watcherId })
    await sandbox.commands.run(
      "cd watched && node -e 'for (let n = 0; n < 12000; n++) fs.writeFileSync(String(n), String(n))'",
    )
    const take = () => call('GetWatcherEvents', { watcherId: first })
    const ended = await until(async () => {
      const taken = await take()
      return taken.status === 200 ? null : taken
    }, 'the end of the watch')
    expect(ended).toMatchObject({ status: 429, body: { code: 'resource_exhausted' } })
    expect((await take()).status).toBe(404)
  })

  test('returns 502 for an unknown sandbox', async () => {
    const answer = await daemon('/health', {}, { 'e2b-sandbox-id': 'gone' })
    expect(answer.status).toBe(502)
    expect(await answer.json()).toMatchObject({ sandboxId: 'gone', code: 502 })
    expect((await daemon('/health', {}, { 'e2b-sandbox-port': '22' })).status).toBe(400)
  })

  test('survives a malformed address', async () => {
    for (const target of ['//[', '//', 'http://[', '/freeze', '/thaw']) {
      const head = `POST ${target} HTTP/1.1\r\nHost: x\r\nE2b-Sandbox-Id: ${sandbox.sandboxId}\r\nE2b-Sandbox-Port: 49983\r\nX-Access-Token: ${token}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`
      const answer = await exchange(head)
      expect(answer, target).toMatch(/^HTTP\/1\.1 4\d\d /)
    }
    expect(await sandbox.isRunning()).toBe(true)
  })

  test("survives bytes that aren't HTTP", async () => {
    for (const junk of [
      '\0\0\0\0\r\n\r\n',
      'GET /health HTTP/9.9\r\n\r\n',
      `GET / HTTP/1.1\r\nA: ${'x'.repeat(40_000)}`,
    ]) {
      await exchange(junk)
    }
    expect(await sandbox.isRunning()).toBe(true)
  })
})

describe('the daemon', () => {
  test.each([
    ['no JSON', '/filesystem.Filesystem/Stat', '{', 400, 'invalid_argument'],
    ['no object', '/filesystem.Filesystem/Stat', '7', 400, 'invalid_argument'],
    ['a wrong type', '/filesystem.Filesystem/Stat', '{"path":7}', 400, 'invalid_argument'],
    ['a wrong depth', '/filesystem.Filesystem/ListDir', '{"depth":-1}', 400, 'invalid_argument'],
    ['an unknown call', '/filesystem.Filesystem/Nothing', '{}', 501, 'unimplemented'],
    ['a call of Object', '/filesystem.Filesystem/constructor', '{}', 501, 'unimplemented'],
    ['an unknown service', '/nothing/Nothing', '{}', 501, 'unimplemented'],
    ['no process', '/process.Process/SendInput', '{}', 400, 'invalid_argument'],
    [
      'no such process',
      '/process.Process/SendSignal',
      '{"process":{"pid":1},"signal":9}',
      404,
      'not_found',
    ],
    [
      'no such signal',
      '/process.Process/SendSignal',
      '{"process":{"pid":1},"signal":2}',
      400,
      'invalid_argument',
    ],
  ])('responds to a call with %s', async (_what, at, body, status, code) => {
    const answer = await daemon(at, { method: 'POST', body })
    expect(answer.status).toBe(status)
    expect(problem.parse(await answer.json()).code).toBe(code)
  })

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['half a head', Buffer.from([0, 0])],
    ['too long a length', frame('{}', 0, 4_000_000_000)],
    ['too short a length', frame('{"process":{}}', 0, 1)],
    ['a packed message', frame('{}', 1)],
    ['no JSON', frame('nonsense')],
    ['no command', frame('{"process":{}}')],
    ['a pty', frame('{"process":{"cmd":"/bin/bash"},"pty":{}}')],
  ])('ends a stream that begins with %s by an error', async (_what, body) => {
    const answer = await daemon('/process.Process/Start', {
      method: 'POST',
      body: new Uint8Array(body),
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect(bytes.readUInt8(0)).toBe(2)
    const end = z.object({ error: problem }).parse(JSON.parse(bytes.subarray(5).toString('utf8')))
    expect(end.error.code).toMatch(/^(invalid_argument|unimplemented)$/)
  })

  test('refuses malformed uploads, and messages that are too long', async () => {
    const multipart = { 'content-type': 'multipart/form-data; boundary=edge' }
    const cut = { method: 'POST', body: '--edge\r\nContent-Disposition: form-data; name="file"' }
    expect((await daemon('/files?path=x', cut, multipart)).status).toBe(400)
    expect(
      (await daemon('/files', { method: 'POST', body: 'x' }, { 'content-type': 'a/b' })).status,
    ).toBe(400)
    const noPath = { 'content-type': 'application/octet-stream' }
    expect((await daemon('/files', { method: 'POST', body: 'x' }, noPath)).status).toBe(400)
    const notGzip = { ...noPath, 'content-encoding': 'gzip' }
    expect(
      (await daemon('/files?path=x', { method: 'POST', body: 'x' }, notGzip)).status,
    ).toBeGreaterThanOrEqual(400)
    const long = { method: 'POST', body: 'x'.repeat(17 * 1024 * 1024) }
    const answer = await daemon('/filesystem.Filesystem/Stat', long).catch(() => undefined)
    expect(answer?.status ?? 429).toBe(429)
    expect(await sandbox.isRunning()).toBe(true)
  })
})
