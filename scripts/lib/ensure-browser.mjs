import { findBrowser, isBrowser } from './browser.mjs'
import { run } from './run.mjs'
import { fail, say } from './say.mjs'
import { toolScript } from './tools.mjs'

/** A browser for the stories in e2e/: an installed one, else Playwright's, else Debian's. Ends the process without one. */
export async function ensureBrowser(node) {
  if (process.env.CHROME_PATH && !findBrowser()) {
    fail(`CHROME_PATH is not a Chrome or Chromium that runs: ${process.env.CHROME_PATH}`)
  }
  const browser = findBrowser() ?? (await fromPlaywright(node)) ?? (await fromDebian())
  if (browser) return browser
  return fail(
    "the tests need a Chrome or Chromium, and none is here, nor could Playwright's or Debian's be fetched. Install one, or name it by CHROME_PATH.",
  )
}

async function fromPlaywright(node) {
  say("no Chrome or Chromium is installed: fetching Playwright's…")
  const cli = toolScript('playwright-core')
  const { code } = await run(node, [cli, 'install', 'chromium'], { quiet: true })
  const asked = "process.stdout.write(require('playwright-core').chromium.executablePath())"
  const { output: path } = await run(node, ['-e', asked], { quiet: true })
  if (code === 0 && isBrowser(path.trim())) return path.trim()
  say("Playwright's browser can't be fetched, or does not run here.")
  return null
}

async function fromDebian() {
  if (process.getuid?.() !== 0) return null
  say("installing Debian's chromium…")
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) => run('apt-get', ['-qq', ...args], { quiet: true, env })
  try {
    await apt('update')
    await apt('install', '-y', '--no-install-recommends', 'chromium')
  } catch {
    return null
  }
  return findBrowser()
}
