import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { Sandbox } from 'e2b'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../testing/until.ts'
import { makeFolder } from '../testing/targets.ts'

const script = fileURLToPath(new URL('./sandbox-host.ts', import.meta.url))
const settings = /^E2B_API_URL=(\S+)\nE2B_SANDBOX_URL=(\S+)\nE2B_API_KEY=(\S+)\n$/

function temporaryFolder(): string {
  const folder = makeFolder()
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function run(args: string[], temporary = temporaryFolder(), within: string[] = []) {
  const own = [process.execPath, '--disable-warning=ExperimentalWarning', script, ...args]
  const [program = '', ...rest] = [...within, ...own]
  const child = spawn(program, rest, {
    env: { ...process.env, TMPDIR: temporary },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString('utf8')
  })
  return {
    child,
    complaints: text(child.stderr),
    ended: once(child, 'exit').then(([code]: unknown[]) => code),
    printed: () => printed,
    async options() {
      const found = await until(() => settings.exec(printed), 'the settings for a client', 30_000)
      const [, apiUrl = '', sandboxUrl = '', apiKey = ''] = found
      return { apiUrl, sandboxUrl, apiKey }
    },
  }
}

test('the command starts a host that the SDK can use, and ends it at a signal', async () => {
  const temporary = temporaryFolder()
  const host = run(['--launcher', 'plain'], temporary)
  const options = await host.options()
  expect(options.apiKey).toMatch(/^e2b_[0-9a-f]{64}$/)
  const sandbox = await Sandbox.create('base', options)
  await sandbox.files.write('hello.txt', 'hello')
  expect((await sandbox.commands.run('ls; cat hello.txt')).stdout).toBe('hello.txt\nhello')
  expect(await sandbox.kill()).toBe(true)
  host.child.kill('SIGTERM')
  expect(await host.ended).toBe(0)
  expect(await host.complaints).toContain('not confined')
  expect(readdirSync(temporary).filter((name) => name !== 'node-compile-cache')).toEqual([])
}, 60_000)

test('rule 18.9: a host that may open too few files does not start, and says what to do', async () => {
  const line = 'ulimit -n 256; exec "$0" "$@"'
  const host = run(['--launcher', 'plain'], temporaryFolder(), ['/bin/sh', '-c', line])
  expect(await host.ended).toBe(1)
  expect(await host.complaints).toMatch(/may open 256 files at once, .* by `ulimit -n 65536`/)
})

test('templates, the port and the data folder can be chosen', async () => {
  const folder = temporaryFolder()
  const home = path.join(folder, 'home')
  mkdirSync(home)
  writeFileSync(path.join(home, 'note.txt'), 'of mine')
  const data = path.join(folder, 'data')
  const port = 20_000 + Math.floor(Math.random() * 10_000)
  const args = ['--launcher', 'plain', '--template', `mine=${home}`, '--data-dir', data]
  const host = run([...args, '--port', String(port), '--domain', 'example.test'])
  const options = await host.options()
  expect(options.apiUrl).toBe(`http://127.0.0.1:${port}`)
  expect(options.sandboxUrl).toBe(`http://127.0.0.1:${port + 1}`)
  const sandbox = await Sandbox.create('mine', options)
  expect(await sandbox.files.read('note.txt')).toBe('of mine')
  expect(sandbox.getHost(80)).toMatch(/^80-\w+\.example\.test$/)
  await expect(Sandbox.create('base', options)).rejects.toThrow('not found')
  host.child.kill('SIGINT')
  expect(await host.ended).toBe(0)
  expect(existsSync(data)).toBe(true)
}, 60_000)

test('help is printed on request', async () => {
  const { ended, printed } = run(['--help'])
  expect(await ended).toBe(0)
  expect(printed()).toContain('Usage: sandbox-host')
})

test.each([
  [['--template', 'mine'], '--template is NAME=FOLDER'],
  [['--port', '0x50'], '--port is a number'],
  [['--launcher', 'docker'], '--launcher is auto'],
  [['--nonsense'], '--nonsense'],
])('the arguments %j are refused', async (args, message) => {
  const { ended, complaints, printed } = run(args)
  expect(await ended).toBe(2)
  expect(await complaints).toContain(message)
  expect(printed()).toBe('')
})
