import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { prepareTemplateHome, defaultTemplateId, templateFiles } from '../../template/prepare.ts'
import { createSandboxes } from '../sandbox/sandboxes.ts'
import { createMemoryTree } from '../sandbox/testing/memory-tree.ts'
import { findBun, startSandboxHost } from '@fegg/sandbox-host'
import { ask, startGateway } from './testing/gateway-resource.ts'

const silent = { info: () => undefined, warn: () => undefined }
const session = 'session-1'

async function start() {
  const folder = await mkdtemp(path.join(tmpdir(), 'fegg-hot-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const cacheDir = path.join(folder, 'template')
  const home = await prepareTemplateHome({ cacheDir, bun: findBun(), log: () => undefined })
  const host = await startSandboxHost({
    dataDir: path.join(folder, 'data'),
    templates: { [defaultTemplateId]: home },
    domain: 'localhost',
    spares: 0,
  })
  onTestFinished(() => host.close())
  const files = await templateFiles()
  const tree = createMemoryTree(Object.fromEntries(files.map((file) => [file.path, file.content])))
  const sandboxes = createSandboxes({
    e2b: { templateId: defaultTemplateId },
    host,
    tree,
    rows: tree,
    log: silent,
  })
  onTestFinished(() => sandboxes.close())
  const gate = await startGateway(() => sandboxes.connectPreview(session))
  onTestFinished(() => gate.close())
  return { tree, sandboxes, gate }
}

async function hotMessages(port: number, host: string): Promise<AsyncIterator<unknown>> {
  const client = await ask(port, '/@vite/client', { host })
  const token = /wsToken = "([^"]+)"/.exec(client.body)?.[1] ?? ''
  const socket = new WebSocket(`ws://127.0.0.1:${port}/?token=${token}`, 'vite-hmr', {
    headers: { host, origin: `http://${host}` },
  })
  onTestFinished(() => socket.terminate())
  const messages: unknown[] = []
  let wake = Promise.withResolvers<void>()
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)))
    wake.resolve()
    wake = Promise.withResolvers<void>()
  })
  const all = async function* () {
    for (;;) {
      const message = messages.shift()
      if (message === undefined) await wake.promise
      else yield message
    }
  }
  return all()
}

it('a change of the tree is an update in the preview, through the gateway', async () => {
  const { tree, sandboxes, gate } = await start()
  await sandboxes.ensure(session)
  const page = await ask(gate.port, '/', { host: gate.host, headers: { accept: 'text/html' } })
  expect(page.body).toContain('/@vite/client')
  expect((await ask(gate.port, '/src/App.tsx', { host: gate.host })).status).toBe(200)
  const messages = await hotMessages(gate.port, gate.host)
  expect((await messages.next()).value).toMatchObject({ type: 'connected' })
  tree.apply(session, [
    {
      path: 'src/App.tsx',
      content: 'export default function App() {\n  return <p>Changed</p>\n}\n',
    },
  ])
  sandboxes.treeChanged(session)
  const update = (await messages.next()).value
  expect(update).toMatchObject({
    type: 'update',
    updates: expect.arrayContaining([expect.objectContaining({ path: '/src/App.tsx' })]),
  })
  const module = await ask(gate.port, `/src/App.tsx?t=1`, { host: gate.host })
  expect(module.body).toContain('Changed')
}, 120_000)
