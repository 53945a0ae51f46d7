import { Sandbox } from 'e2b'
import { afterAll, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { newId } from '../../shared/ids.ts'
import { ask, startGateway } from '../gateway/testing/gateway-resource.ts'
import { createSandboxes } from './sandboxes.ts'
import { createMemoryTree, type MemoryTree } from './testing/memory-tree.ts'
import { createMiniTemplate } from '@fegg/sandbox-host/testing/mini-template.ts'
import { shellCommands } from './testing/shell-commands.ts'
import { sandboxesContract } from './testing/sandboxes-contract.ts'
import { startSelfHosted } from './testing/self-hosted.ts'

const template = await createMiniTemplate()
const service = await startSelfHosted({
  dataDir: template.dataDir,
  templates: { mini: template.home },
  launcher: 'plain',
  spares: 0,
  registry: 'http://127.0.0.1:9/',
})
afterAll(async () => {
  await service.close()
  await template[Symbol.asyncDispose]()
})

const connection = { apiUrl: service.e2b.apiUrl, apiKey: service.e2b.apiKey }
const trees = new WeakMap<object, MemoryTree>()
async function idOf(sandboxes: object, sessionId: string) {
  return (await trees.get(sandboxes)?.sandboxId(sessionId)) ?? ''
}

function open(tree: MemoryTree) {
  return createSandboxes({
    e2b: { ...service.e2b, templateId: 'mini' },
    tree,
    rows: tree,
    log: { info: () => undefined, warn: () => undefined },
  })
}

sandboxesContract('sandboxes of a self-hosted E2B, previews by address', {
  async open(tree) {
    const sandboxes = open(tree)
    const opened = Object.assign(sandboxes, { [Symbol.asyncDispose]: () => sandboxes.close() })
    trees.set(opened, tree)
    return opened
  },
  async vanish(sandboxes, sessionId) {
    await Sandbox.kill(await idOf(sandboxes, sessionId), connection)
  },
  async sleep(sandboxes, sessionId) {
    await Sandbox.pause(await idOf(sandboxes, sessionId), connection)
  },
  commands: shellCommands,
})

/** Handles WebSocket frames by hand: no packages are installed there. */
const echoServer = `import { createHash } from 'node:crypto'
import http from 'node:http'
const port = Number(process.argv[process.argv.indexOf('--port') + 1])
const server = http.createServer(async (request, response) => {
  const body = (await request.toArray()).join('')
  response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=1; Domain=localhost'] })
  response.end(JSON.stringify({ url: request.url, headers: request.headers, body }))
})
server.on('upgrade', (request, socket) => {
  const key = createHash('sha1').update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11')
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: ' + key.digest('base64') + '\\r\\n\\r\\n')
  socket.write(Buffer.concat([Buffer.from([0x81, 5]), Buffer.from('hello')]))
})
server.listen(port, '127.0.0.1')
`

it('rule 11: the gateway serves a preview that it reaches by an address, and wakes it', async () => {
  // A startup file names the server, so the template's own can't be the one that starts.
  const tree = createMemoryTree({
    'package.json': JSON.stringify({
      private: true,
      type: 'module',
      scripts: { dev: 'node echo.mjs' },
    }),
    'echo.mjs': echoServer,
  })
  const sandboxes = open(tree)
  onTestFinished(() => sandboxes.close())
  const sessionId = newId()
  const gate = await startGateway(() => sandboxes.connectPreview(sessionId))
  onTestFinished(() => gate.close())
  const { port, host } = gate

  const upstream = await sandboxes.connectPreview(sessionId)
  const said = await ask(port, '/a?b=1', { host, method: 'POST', body: 'text' })
  const seen = JSON.parse(said.body)
  expect(seen).toMatchObject({ url: '/a?b=1', body: 'text' })
  // the proxy before the sandboxes routes by Host
  expect(upstream.kind === 'origin' && upstream.origin).toBe(`http://${seen.headers.host}`)
  expect(said.headers['set-cookie']).toEqual(['a=1'])

  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { headers: { host } })
  onTestFinished(() => socket.terminate())
  const word = await new Promise((resolve) =>
    socket.once('message', (data) => resolve(Buffer.isBuffer(data) ? data.toString() : '')),
  )
  expect(word).toBe('hello')

  const closed = new Promise((resolve) => socket.once('close', resolve))
  await Sandbox.pause((await tree.sandboxId(sessionId)) ?? '', connection)
  await closed
  expect((await ask(port, '/again', { host })).status).toBe(200)
  await Sandbox.kill((await tree.sandboxId(sessionId)) ?? '', connection)
  expect((await ask(port, '/anew', { host })).status).toBe(200)
}, 120_000)
