import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { startErrorText } from './start-error-text.ts'
import { startNotes } from './start-notes.ts'
import { startAppServer } from './testing/app-server.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What a start that fails prints, and whether it had touched its data. `limit`: an option of ulimit with its value. */
async function failedStart(env: Record<string, string>, limit = '') {
  const folder = await mkdtemp(join(tmpdir(), 'fegg-start-'))
  const dataDir = join(folder, 'data')
  const ulimit = limit === '' ? '' : `ulimit ${limit} && `
  const child = spawn('bash', ['-c', `${ulimit}exec "$0" server/main.ts`, process.execPath], {
    cwd: root,
    env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  const touched = existsSync(dataDir)
  await rm(folder, { recursive: true, force: true })
  expect(code).toBe(1)
  return { said: said.trimEnd().split('\n'), touched }
}

test.concurrent.each([
  [{ LOG_LEVEL: 'loud' }, /^fegg: LOG_LEVEL must be one of /],
  [{ HOST: '192.0.2.7' }, /^fegg: HOST 192\.0\.2\.7 is no address of this machine\. /],
  [{ SANDBOX_LAUNCHER: 'plain', PUBLIC_URL: 'https://fegg.example' }, /SANDBOX_UNSAFE=1/],
])('rule 41.2: a start with %j ends at once with one line', async (env, line) => {
  const { said, touched } = await failedStart(env)
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(line)
  expect(touched).toBe(false)
})

test.concurrent('rule 41.2: a taken port is said before anything else is done', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const { said, touched } = await failedStart({ PORT: String(port) })
  other.close()
  expect(said).toEqual([`fegg: Port ${port} is taken. Stop what uses it, or set PORT to another.`])
  expect(touched).toBe(false)
})

test.concurrent.each([
  ['-n 256', /^fegg: only 256 files may be open at once, .* LimitNOFILE=/],
  ['-f 100000', /^fegg: files may have at most 102400000 bytes, .* LimitFSIZE=/],
])('rule 42.1: a start under ulimit %s is refused before anything else', async (limit, line) => {
  const { said, touched } = await failedStart({}, limit)
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(line)
  expect(touched).toBe(false)
})

test.each(['0.0.0.0', '::', '::1', '127.0.0.2'])(
  'rule 41.3: the address that is printed for HOST=%s can be opened',
  async (host) => {
    await using server = await startAppServer([], { env: { HOST: host } })
    const response = await fetch(`${server.url}/healthz`)
    expect(response.status).toBe(200)
    expect(new URL(server.url).hostname).not.toMatch(/^(0\.0\.0\.0|\[::\])$/)
  },
)

const quiet = { PUBLIC_URL: 'https://fegg.example', PREVIEW_DOMAIN: 'previews.example' }

test.each<[Record<string, string>, number, RegExp[]]>([
  [{}, 20_000, []],
  [{ HOST: '::1' }, 20_000, []],
  [{ ...quiet, TRUST_PROXY: '1' }, 20_000, []],
  [{ PUBLIC_URL: 'https://fegg.example', TRUST_PROXY: '1' }, 20_000, [/browsers block/]],
  [{ PUBLIC_URL: 'https://localhost:4000' }, 20_000, []],
  [{ PREVIEW_DOMAIN: 'previews.example' }, 20_000, [/^PREVIEW_DOMAIN .*Set PUBLIC_URL/]],
  [
    { ...quiet, PREVIEW_DOMAIN: 'previews.fegg.example', TRUST_PROXY: '1' },
    20_000,
    [/shares the app's own domain/],
  ],
  [
    { ...quiet, PREVIEW_DOMAIN: 'fegg.example', TRUST_PROXY: '1' },
    20_000,
    [/shares the app's own domain/],
  ],
  [quiet, 20_000, [/^TRUST_PROXY is not set/]],
  [{ ...quiet, HOST: '0.0.0.0' }, 20_000, []],
  [{}, 1_024, [/^only 1024 files/]],
])('rule 41.4: %j with %i open files is said at the start', (env, openFiles, expected) => {
  const notes = startNotes(readConfig(env), openFiles)
  expect(notes).toHaveLength(expected.length)
  for (const [index, pattern] of expected.entries()) expect(notes[index]).toMatch(pattern)
})

test('rule 41.2: an error of something else is not taken for one of the address', () => {
  const error = Object.assign(new Error('listen EADDRINUSE: /run/x.sock'), { code: 'EADDRINUSE' })
  expect(startErrorText(error)).toBe('listen EADDRINUSE: /run/x.sock')
})
