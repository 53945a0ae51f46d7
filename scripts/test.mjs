// npm test: installs what is missing, a browser included, and runs every check and test.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { ensureClientBuilt } from './lib/client-build.mjs'
import { ensureBrowser } from './lib/ensure-browser.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { root } from './lib/paths.mjs'
import { run } from './lib/run.mjs'
import { say } from './lib/say.mjs'
import { readPlaywright, readVitest } from './lib/test-results.mjs'
import { toolScript } from './lib/tools.mjs'

function onPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)))
}

function hasPostgres() {
  return (
    Boolean(process.env.TEST_DATABASE_URL) ||
    onPath('postgres') ||
    (existsSync('/usr/lib/postgresql') && readdirSync('/usr/lib/postgresql').length > 0)
  )
}

function sayWhatIsLeftOut() {
  const confined =
    spawnSync('bwrap', ['--unshare-user', '--ro-bind', '/', '/', 'true']).status === 0
  if (!confined)
    say('left out: the confined sandbox (bubblewrap is missing, or may not be used here)')
  if (!hasPostgres()) say('left out: tests on a Postgres server (TEST_DATABASE_URL names one)')
  if (!onPath('redis-server')) say('left out: tests on Redis (redis-server is missing)')
}

const reports = mkdtempSync(join(tmpdir(), 'fegg-reports-'))
process.on('exit', () => rmSync(reports, { recursive: true, force: true }))

const node = await ensureInstalled()
const browser = await ensureBrowser(node)
say(`the browser is ${browser}`)
sayWhatIsLeftOut()
// Many tests start servers of their own: what Node compiled for one serves them all.
const compiled = join(root, 'node_modules', '.cache', 'fegg-tests')
const env = { NODE_COMPILE_CACHE: compiled, ...process.env, CHROME_PATH: browser }
/** One thing that is not counted by a runner: passed, or failed. */
function one(code) {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

async function check() {
  return one((await run(node, [join(root, 'scripts', 'check.mjs')])).code)
}

async function unitTests() {
  const file = join(reports, 'vitest.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { code } = await run(node, [toolScript('vitest'), 'run', ...reporters], { env })
  return counted(readVitest(file), code)
}

async function stories() {
  await ensureClientBuilt(node)
  const file = join(reports, 'playwright.json')
  const script = toolScript('@playwright/test', 'playwright')
  const { code } = await run(node, [script, 'test'], {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  })
  return counted(readPlaywright(file), code)
}

/** A runner that fails without a failed test (it broke off, or something threw outside of a test) counts as one. */
function counted(counts, code) {
  if (!counts) return one(code === 0 ? 1 : code)
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

const total = { passed: 0, failed: 0, skipped: 0 }
for (const [name, part] of Object.entries({ check, 'unit tests': unitTests, stories })) {
  say(`${name}…`)
  const begun = performance.now()
  const counts = await part()
  for (const kind of Object.keys(total)) total[kind] += counts[kind]
  const minutes = ((performance.now() - begun) / 60_000).toFixed(1)
  say(
    `${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${minutes} min)`,
  )
}
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exit(total.failed > 0 ? 1 : 0)
