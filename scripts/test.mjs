import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, relative } from 'node:path'
import { ensureClientBuilt } from './lib/client-build.mjs'
import { ensureBrowser } from './lib/ensure-browser.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { root } from './lib/paths.mjs'
import { run } from './lib/run.mjs'
import { say } from './lib/say.mjs'
import { toolScript } from './lib/tools.mjs'

function isOnPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)))
}

function hasPostgres() {
  return (
    Boolean(process.env.TEST_DATABASE_URL) ||
    isOnPath('postgres') ||
    (existsSync('/usr/lib/postgresql') && readdirSync('/usr/lib/postgresql').length > 0)
  )
}

function sayWhatIsSkipped() {
  const confined =
    spawnSync('bwrap', ['--unshare-user', '--ro-bind', '/', '/', 'true']).status === 0
  if (!confined)
    say('Tests of the confined sandbox are skipped: install bubblewrap, or allow user namespaces.')
  if (!hasPostgres())
    say('Tests on a Postgres server are skipped: install Postgres, or set TEST_DATABASE_URL.')
  if (!isOnPath('redis-server')) say('Tests on Redis are skipped: install redis-server.')
}

const reports = mkdtempSync(join(tmpdir(), 'fegg-reports-'))
process.on('exit', () => rmSync(reports, { recursive: true, force: true }))

const node = await ensureInstalled()
const browser = await ensureBrowser(node)
say(`The browser is ${browser}`)
sayWhatIsSkipped()
const compiled = join(root, 'node_modules', '.cache', 'fegg-tests')
const env = { NODE_COMPILE_CACHE: compiled, ...process.env, CHROME_PATH: browser }

async function check() {
  const { code } = await run(node, [join(root, 'scripts', 'check.mjs')])
  return { code, counts: code === 0 ? { passed: 1, failed: 0, skipped: 0 } : null }
}

/** More failed files than this are no accident of a busy machine. */
const mostSecondTries = 3
const secondTries = []

async function vitest(name, files = []) {
  const file = join(reports, name)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { code } = await run(node, [toolScript('vitest'), 'run', ...reporters, ...files], { env })
  return { code, report: readReport(file) }
}

function failedFiles(report) {
  return (report?.testResults ?? [])
    .filter((result) => result.status === 'failed')
    .map((result) => relative(root, result.name))
}

/** A file that failed is tried once more, alone, and said to have needed it. */
async function unitTests() {
  const { code, report } = await vitest('vitest.json')
  const failed = failedFiles(report)
  const counts = report && {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  }
  if (code === 0 || !counts || failed.length === 0 || failed.length > mostSecondTries)
    return { code, counts }
  say(`A second try, alone: ${failed.join(', ')}`)
  const again = await vitest('vitest-again.json', [...failed, '--maxWorkers=1'])
  const stillFailed = failedFiles(again.report)
  secondTries.push(...failed.filter((file) => !stillFailed.includes(file)))
  if (again.code === 0) counts.passed += counts.failed
  return { code: again.code, counts: again.code === 0 ? { ...counts, failed: 0 } : counts }
}

async function stories() {
  await ensureClientBuilt(node)
  const file = join(reports, 'playwright.json')
  const script = toolScript('@playwright/test', 'playwright')
  const { code } = await run(node, [script, 'test'], {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  })
  const report = readReport(file)
  const stats = report?.stats
  secondTries.push(...flakyStories(report?.suites ?? []))
  const counts = stats && {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
  }
  return { code, counts }
}

function flakyStories(suites) {
  return suites.flatMap(({ file, specs = [], suites: inner = [] }) => [
    ...specs
      .filter(({ tests }) => tests.some(({ status }) => status === 'flaky'))
      .map(({ title }) => `${file}: ${title}`),
    ...flakyStories(inner),
  ])
}

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}

/** A runner that fails without a failed test, or runs no test, counts as one failure. */
function withFailure({ code, counts }) {
  const { passed, failed, skipped } = counts ?? { passed: 0, failed: 0, skipped: 0 }
  const ok = code === 0 && passed > 0
  return { passed, failed: ok ? failed : Math.max(failed, 1), skipped }
}

const total = { passed: 0, failed: 0, skipped: 0 }
for (const [name, part] of Object.entries({ check, 'unit tests': unitTests, stories })) {
  say(`${name}…`)
  const begun = performance.now()
  const counts = withFailure(await part())
  for (const kind of Object.keys(total)) total[kind] += counts[kind]
  const minutes = ((performance.now() - begun) / 60_000).toFixed(1)
  say(
    `${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${minutes} min)`,
  )
}
for (const name of secondTries) say(`Passed only at a second try: ${name}`)
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exit(total.failed > 0 ? 1 : 0)
