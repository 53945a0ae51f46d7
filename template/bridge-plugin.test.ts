import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'vite'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { bridge } from './app/.fegg/bridge-plugin.ts'

const Message = z.object({ type: z.string(), event: z.string().optional() })

async function open() {
  const root = await mkdtemp(join(tmpdir(), 'fegg-bridge-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const file = join(root, 'main.js')
  await writeFile(file, 'export const is = 1\nimport.meta.hot.accept()\n')
  const vite = await createServer({
    root,
    configFile: false,
    logLevel: 'silent',
    appType: 'custom',
    plugins: [bridge()],
    server: { host: '127.0.0.1', port: 0, watch: { usePolling: true, interval: 20 } },
  })
  onTestFinished(() => vite.close())
  await vite.listen()
  const url = new URL(vite.resolvedUrls?.local[0] ?? '')
  url.protocol = 'ws:'
  url.searchParams.set('token', vite.config.webSocketToken)
  const socket = new WebSocket(url, 'vite-hmr')
  onTestFinished(() => socket.terminate())
  const heard: Array<z.infer<typeof Message>> = []
  socket.on('message', (data) =>
    heard.push(Message.parse(JSON.parse(Buffer.isBuffer(data) ? data.toString() : ''))),
  )
  await expect.poll(() => heard.length).toBe(1)
  const load = async () => {
    const page = await vite.transformIndexHtml('/', '<html><head></head></html>')
    await vite.transformRequest('/main.js')
    return Number(/name="fegg-revision" content="(\d+)"/.exec(page)?.[1])
  }
  const ask = (begun: unknown) =>
    socket.send(JSON.stringify({ type: 'custom', event: 'fegg:revision', data: { begun } }))
  const stale = () => heard.filter(({ event }) => event === 'fegg:stale').length
  return { file, heard, load, ask, stale }
}

it('a page that was begun before a file changed is told that it is stale, and one begun after is not', async () => {
  const { file, heard, load, ask, stale } = await open()
  const before = await load()
  await writeFile(file, 'export const is = 2\nimport.meta.hot.accept()\n')
  await expect.poll(() => heard.at(-1)?.type).toBe('update')
  const after = await load()
  expect(after).toBe(before + 1)
  // replies keep the order, so the second one proves that the first ask got none
  ask(after)
  ask(before)
  await expect.poll(stale).toBe(1)
  ask('nonsense')
  await expect.poll(stale).toBe(2)
})
