import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { cafePrompt, startCafeProvider } from './stories/cafe-provider.ts'
import { startBuilding } from './stories/session-page.ts'
import { signUp } from './stories/team.ts'
import { startMs, startServer } from './support/server.ts'
import { expect, test } from './support/test.ts'

const exec = promisify(execFile)
const installMs = 300_000
const tools = fileURLToPath(new URL('../node_modules/.bin', import.meta.url))
/** As on a computer that has never heard of this project. What else is set may be needed to reach the registry. */
const env = Object.fromEntries(
  Object.entries({ ...process.env, PATH: `${process.env['PATH'] ?? ''}:${tools}` }).filter(
    ([name]) => !/^(npm_|NODE_ENV$|NODE_OPTIONS$|NODE_COMPILE_CACHE$)/.test(name),
  ),
)

async function save(page: Page, folder: string, click: () => Promise<void>): Promise<string> {
  const coming = page.waitForEvent('download')
  await click()
  const download = await coming
  const name = download.suggestedFilename()
  await download.saveAs(join(folder, name))
  const inside = join(folder, `files-of-${name}`)
  await exec('unzip', ['-q', '-d', inside, name], { cwd: folder })
  const [only = ''] = await readdir(inside)
  return join(inside, only)
}

/** Starts a server in `cwd` and gives the address that it prints. */
async function serve(cwd: string, command: string, args: string[]) {
  const child = spawn(command, args, { cwd, env, detached: true })
  const ended = once(child, 'exit')
  let url: string | undefined
  const colours = /\u001b\[\d*m/g
  for await (const line of createInterface(child.stdout)) {
    url = /http:\/\/\S+/.exec(line.replace(colours, ''))?.[0]
    if (url) break
  }
  child.stdout.resume()
  return {
    url: url ?? '',
    async [Symbol.asyncDispose]() {
      if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
      await ended
    },
  }
}

async function showsTheCafe(page: Page, url: string) {
  await page.goto(url)
  await expect(page.getByText('Cortado').first()).toBeVisible()
}

test.setTimeout(startMs + 3 * installMs)

test('rule 48.3: the ZIP of an app is installed, built and opened with npm and with Bun', async ({
  page,
  newPerson,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'fegg-zip-'))
  await using provider = await startCafeProvider()
  await using server = await startServer({
    env: { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: `${provider.url}/v1` },
  })
  await signUp(page, server.url, 'Ada')
  const ada = await startBuilding(page, cafePrompt, server.url)
  await ada.settled(1)
  await page.getByRole('tab', { name: 'Versions' }).click()
  const version = page.getByRole('article', { name: 'Version 1', exact: true })
  const ofVersion = await save(page, folder, () =>
    version.getByRole('button', { name: 'Download ZIP' }).click(),
  )
  expect(ofVersion).toMatch(/-v1$/)
  await page.goto(server.url)
  await page
    .getByRole('link', { name: /workspace|Ada/i })
    .first()
    .click()
  await page.getByRole('button', { name: /^More for/ }).click()
  const ofNow = await save(page, folder, () =>
    page.getByRole('menuitem', { name: 'Download ZIP' }).click(),
  )

  const guest = await newPerson()
  await test.step('with npm: installed, built, and the build opened', async () => {
    await exec('npm', ['install', '--no-audit', '--no-fund'], {
      cwd: ofVersion,
      env,
      timeout: installMs,
    })
    await exec('npm', ['run', 'build'], { cwd: ofVersion, env, timeout: installMs })
    await using preview = await serve(ofVersion, 'npm', ['run', 'preview', '--', '--port', '0'])
    await showsTheCafe(guest, preview.url)
    await using dev = await serve(ofVersion, 'npm', ['run', 'dev', '--', '--port', '0'])
    await showsTheCafe(guest, dev.url)
  })
  await test.step('with Bun: installed as it was, and started', async () => {
    const lockfile = await readFile(join(ofNow, 'bun.lock'), 'utf8')
    await exec('bun', ['install', '--frozen-lockfile'], { cwd: ofNow, env, timeout: installMs })
    expect(await readFile(join(ofNow, 'bun.lock'), 'utf8')).toBe(lockfile)
    await using dev = await serve(ofNow, 'bun', ['dev', '--port', '0'])
    await showsTheCafe(guest, dev.url)
  })
  await test.step('nothing of this project is in it', async () => {
    const found = await exec(
      'grep',
      ['-rilE', 'fegg', '--exclude-dir=node_modules', '--exclude-dir=dist', '.'],
      { cwd: ofNow },
    ).catch(({ stdout }: { stdout: string }) => ({ stdout }))
    expect(found.stdout).toBe('')
  })
  await rm(folder, { recursive: true })
})
