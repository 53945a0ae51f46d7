import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Sandbox, SandboxNotFoundError } from 'e2b'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  DEV_PORT,
  PortClosedError,
  SandboxGoneError,
  type SandboxHost,
  startSandboxHost,
} from '../index.ts'
import { makeFolder, makeTemplate, whyNoBubblewrap } from '../testing/targets.ts'
import { until } from '../testing/until.ts'

const missing = whyNoBubblewrap()
if (missing) console.warn(`skipped: the host on bubblewrap: ${missing}`)
const launchers = [
  { launcher: 'bubblewrap' as const, skip: missing !== undefined },
  { launcher: 'plain' as const, skip: false },
]

function processesWith(text: string): string[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return []
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
      return line.includes(text) ? [`${name} ${line}`] : []
    } catch {
      return []
    }
  })
}

function homesIn(dataDir: string): string[] {
  return readdirSync(path.join(dataDir, 'sandboxes'))
}

function makeFolderIn(parent: string): string {
  return mkdtempSync(path.join(parent, 'template-'))
}

async function say(stream: Duplex, text: string): Promise<string> {
  stream.end(text)
  let answer = ''
  for await (const chunk of stream) answer += String(chunk)
  return answer
}

describe.each(launchers)('a host on $launcher', ({ launcher, skip }) => {
  let folder: string
  let dataDir: string
  let template: string
  let host: SandboxHost
  const it = test.skipIf(skip)
  // As root, homes are overlays instead of copies.
  const itCopying = test.skipIf(skip || (launcher === 'bubblewrap' && process.getuid?.() === 0))

  beforeAll(async () => {
    if (skip) return
    folder = makeFolder()
    dataDir = path.join(folder, 'data')
    template = makeTemplate(folder)
    host = await startSandboxHost({
      dataDir,
      templates: { base: template },
      launcher,
      domain: 'localhost:4000',
    })
  })
  afterAll(async () => {
    await host?.close()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  it('opens a port of a sandbox as a raw stream', async () => {
    const sandbox = await Sandbox.create('base', host)
    await expect(host.openPort(sandbox.sandboxId, DEV_PORT)).rejects.toThrow(PortClosedError)
    const server = `require('net').createServer((s) => s.on('data', (d) => s.end('got ' + d))).listen(process.env.PORT, '127.0.0.1')`
    await sandbox.commands.run(`node -e "${server}"`, { background: true, timeoutMs: 0 })
    const stream = await until(
      () => host.openPort(sandbox.sandboxId, DEV_PORT).catch(() => undefined),
      'the server inside',
    )
    expect(await say(stream, 'ping')).toBe('got ping')
    await expect(host.openPort('nosuchsandbox', DEV_PORT)).rejects.toThrow(SandboxGoneError)
    await sandbox.kill()
    await expect(host.openPort(sandbox.sandboxId, DEV_PORT)).rejects.toThrow(SandboxGoneError)
  })

  it('opens a port for an HTTP client', async () => {
    const sandbox = await Sandbox.create('base', host)
    const server = `require('http').createServer((q, r) => r.end('you asked for ' + q.url)).listen(process.env.PORT, '127.0.0.1')`
    await sandbox.commands.run(`node -e "${server}"`, { background: true, timeoutMs: 0 })
    const open = () => host.openPort(sandbox.sandboxId, DEV_PORT).catch(() => undefined)
    const stream = await until(open, 'the server inside')
    const request = http.get({ path: '/page', host: 'preview', createConnection: () => stream })
    const [response] = await once(request, 'response')
    expect(await text(response)).toBe('you asked for /page')
    await sandbox.kill()
  })

  it("does not open the machine's ports", async () => {
    const sandbox = await Sandbox.create('base', host)
    for (const address of [host.apiUrl, host.sandboxUrl])
      await expect(host.openPort(sandbox.sandboxId, Number(new URL(address).port))).rejects.toThrow(
        PortClosedError,
      )
    await sandbox.kill()
  })

  it('lets two sandboxes use the same port at once', async () => {
    const pair = await Promise.all([Sandbox.create('base', host), Sandbox.create('base', host)])
    const answers = await Promise.all(
      pair.map(async (sandbox) => {
        const server = `require('net').createServer((s) => s.on('data', () => s.end('${sandbox.sandboxId}'))).listen(process.env.PORT, '127.0.0.1')`
        await sandbox.commands.run(`node -e "${server}"`, { background: true, timeoutMs: 0 })
        const stream = await until(
          () => host.openPort(sandbox.sandboxId, DEV_PORT).catch(() => undefined),
          'the server inside',
        )
        return await say(stream, 'who?')
      }),
    )
    expect(answers).toEqual(pair.map(({ sandboxId }) => sandboxId))
    await Promise.all(pair.map((sandbox) => sandbox.kill()))
  })

  it('starts many sandboxes at once, and leaves nothing of killed ones', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => Sandbox.create('base', host)))
    expect(new Set(made.map(({ sandboxId }) => sandboxId)).size).toBe(6)
    for (const each of made)
      expect(await each.files.read('app/hello.txt')).toBe('hello from the template\n')
    await Promise.all(made.map((each) => each.kill()))
    await until(
      () => made.every(({ sandboxId }) => !homesIn(dataDir).includes(sandboxId)),
      'the folders to be removed',
    )
  })

  itCopying('keeps a copy of the template ready', async () => {
    const mine = new Set<string>()
    const copied = () =>
      homesIn(dataDir).filter(
        (id) =>
          !mine.has(id) && existsSync(path.join(dataDir, 'sandboxes', id, 'home/app/hello.txt')),
      )
    const fromSpare = async () => {
      const ahead = await until(() => (copied().length > 0 ? copied() : undefined), 'a spare copy')
      const sandbox = await Sandbox.create('base', host)
      if (ahead.includes(sandbox.sandboxId)) return sandbox
      // Other folders belong to ending sandboxes or unfinished copies.
      mine.add(sandbox.sandboxId)
      await sandbox.kill()
      return undefined
    }
    const sandbox = await until(fromSpare, 'a sandbox made from a spare copy', 20_000)
    expect(await sandbox.files.read('app/hello.txt')).toBe('hello from the template\n')
    await sandbox.kill()
  })

  it('starts sandboxes from the new template after it was replaced', async () => {
    const other = makeTemplate(makeFolderIn(folder))
    writeFileSync(path.join(other, 'app', 'hello.txt'), 'replaced\n')
    host.setTemplate('base', other)
    const sandbox = await Sandbox.create('base', host)
    expect(await sandbox.files.read('app/hello.txt')).toBe('replaced\n')
    host.setTemplate('base', template)
    await sandbox.kill()
  })

  it("hides a sandbox's changes to the template's files from other sandboxes", async () => {
    const one = await Sandbox.create('base', host)
    await one.files.write('app/hello.txt', 'changed by one')
    await one.files.rename('app', 'moved')
    expect(await one.files.read('moved/hello.txt')).toBe('changed by one')
    const info = await one.files.getInfo('moved/hello.txt')
    expect(info.owner).toBe('user')
    await one.commands.run('chmod 600 moved/hello.txt && rm -r moved')
    const two = await Sandbox.create('base', host)
    expect(await two.files.read('app/hello.txt')).toBe('hello from the template\n')
    await Promise.all([one.kill(), two.kill()])
    expect(readFileSync(path.join(template, 'app/hello.txt'), 'utf8')).toBe(
      'hello from the template\n',
    )
  })

  it('ends a sandbox whose folder was removed', async () => {
    const sandbox = await Sandbox.create('base', host)
    rmSync(path.join(dataDir, 'sandboxes', sandbox.sandboxId), { recursive: true })
    await until(async () => !(await sandbox.isRunning()), 'the host to notice')
    const next = await Sandbox.create('base', host)
    expect(await next.files.exists('app/hello.txt')).toBe(true)
    await next.kill()
  })

  it('notices a daemon that is killed from within', async () => {
    const sandbox = await Sandbox.create('base', host)
    const runFolder = readFileSync(path.join(dataDir, 'sandbox-run-folder'), 'utf8')
    const command = `kill -9 $(pgrep -f '^/opt/node/bin/node .*main[.]js$')`
    if (launcher === 'bubblewrap') await sandbox.commands.run(command).catch(() => undefined)
    else
      for (const line of processesWith(`${runFolder}/guest/main.js`))
        process.kill(Number.parseInt(line, 10), 'SIGKILL')
    await until(async () => !(await sandbox.isRunning()), 'the daemon to be gone')
    const isForgotten = () =>
      sandbox.getInfo().then(
        () => false,
        (error) => error instanceof SandboxNotFoundError,
      )
    await until(isForgotten, 'the host to notice')
  })
})

test("a host that needs bubblewrap doesn't start without it, and says why", async () => {
  const folder = makeFolder()
  const before = process.env['PATH']
  process.env['PATH'] = folder
  try {
    const options = {
      dataDir: path.join(folder, 'data'),
      domain: 'localhost',
      registry: 'http://a/',
    }
    await expect(startSandboxHost({ ...options, launcher: 'bubblewrap' })).rejects.toThrow(
      /not installed; to fix it: install|Linux only/,
    )
  } finally {
    process.env['PATH'] = before
    rmSync(folder, { recursive: true, force: true })
  }
})
