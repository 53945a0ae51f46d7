import { readdirSync, rmSync } from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { Sandbox } from 'e2b'
import { expect, onTestFinished, test } from 'vitest'
import { createMiniTemplate } from '../testing/mini-template.ts'
import { type SandboxHost, startSandboxHost } from '../index.ts'
import { whyNoBubblewrap } from '../testing/targets.ts'
import { until } from '../testing/until.ts'

const missing = whyNoBubblewrap()
if (missing) console.warn(`skipped: sandboxes ahead of need in bubblewrap: ${missing}`)
const limitMs = 30_000
const start = { command: 'bun run dev --port "$PORT"', cwd: 'app', port: 5173 }

async function startHost(launcher: 'bubblewrap' | 'plain', command: string, pool = 1) {
  const template = await createMiniTemplate()
  onTestFinished(() => template[Symbol.asyncDispose]())
  const said: string[] = []
  const host = await startSandboxHost({
    dataDir: template.dataDir,
    templates: { mini: template.home },
    launcher,
    domain: 'localhost',
    spares: 0,
    pool,
    startCommands: { mini: { ...start, command } },
    registry: 'http://127.0.0.1:9/',
    log: (line) => said.push(line),
  })
  onTestFinished(() => host.close())
  const homes = () => readdirSync(path.join(template.dataDir, 'sandboxes'))
  return { host, said, homes, ...template }
}

async function page(host: SandboxHost, id: string) {
  const stream = await host.openPort(id, start.port)
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
  http
    .get({ createConnection: () => stream, headers: { host: 'localhost' } }, resolve)
    .on('error', reject)
  const body = await text(await promise)
  stream.destroy()
  return body
}

for (const launcher of ['bubblewrap', 'plain'] as const) {
  const skipped = launcher === 'bubblewrap' && missing !== undefined

  test.skipIf(skipped)(
    `${launcher}: create() returns a sandbox from the pool that serves already, and the pool is refilled`,
    { timeout: 4 * limitMs },
    async () => {
      const { host, homes } = await startHost(launcher, start.command)
      await until(() => host.ahead() === 1, 'a sandbox ahead', limitMs)
      const [first] = homes()
      const sandbox = await Sandbox.create('mini', host)
      expect(sandbox.sandboxId).toBe(first)
      expect(host.ahead()).toBe(0)
      expect(await page(host, sandbox.sandboxId)).toContain('<h1>Template</h1>')
      const running = await sandbox.commands.list()
      expect(running.map(({ args }) => args.at(-1))).toEqual([start.command])
      await until(() => host.ahead() === 1, 'another sandbox ahead', limitMs)
      expect(homes()).toHaveLength(2)
    },
  )

  test.skipIf(skipped)(
    `${launcher}: create() never returns a sandbox without its folder, and starts a new one for variables`,
    { timeout: 4 * limitMs },
    async () => {
      const { host, homes, dataDir } = await startHost(launcher, start.command)
      await until(() => host.ahead() === 1, 'a sandbox ahead', limitMs)
      const own = await Sandbox.create('mini', { ...host, envs: { MINE: 'yes' } })
      expect((await own.commands.run('echo $MINE')).stdout).toBe('yes\n')
      expect(host.ahead()).toBe(1)
      const [ahead = ''] = homes().filter((id) => id !== own.sandboxId)
      rmSync(path.join(dataDir, 'sandboxes', ahead), { recursive: true, force: true })
      const other = await Sandbox.create('mini', host)
      expect(other.sandboxId).not.toBe(ahead)
      expect(await other.files.read('app/src/old.txt')).toBe('of the template\n')
    },
  )
}

test.skipIf(missing !== undefined)(
  'a pool of several works when many sandboxes are created at once',
  { timeout: 4 * limitMs },
  async () => {
    const { host } = await startHost('bubblewrap', start.command, 3)
    await until(() => host.ahead() === 3, 'three sandboxes ahead', limitMs)
    const made = await Promise.all(Array.from({ length: 5 }, () => Sandbox.create('mini', host)))
    expect(new Set(made.map(({ sandboxId }) => sandboxId)).size).toBe(5)
    const serve = await Promise.allSettled(made.map(({ sandboxId }) => page(host, sandboxId)))
    expect(serve.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  },
)

test('a start command that fails is logged, and sandboxes start without it', async () => {
  const { host, said, homes } = await startHost('plain', 'exit 3')
  await until(() => said.some((line) => line.includes('ahead')), 'word of it', 2 * limitMs)
  expect(host.ahead()).toBe(0)
  const sandbox = await Sandbox.create('mini', host)
  expect((await sandbox.commands.run('echo hello')).stdout).toBe('hello\n')
  await until(() => homes().length === 1, 'nothing but the one that was asked for', limitMs)
}, 120_000)
