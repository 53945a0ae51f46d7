import { findBrowser, isBrowser } from './browser.mjs'
import { run } from './run.mjs'
import { fail, say } from './say.mjs'
import { toolScript } from './tools.mjs'

/** An installed browser, else Playwright's, else Debian's. Ends the process without one. */
export async function ensureBrowser(node) {
  const installed = await findBrowser()
  if (!installed && process.env.CHROME_PATH) {
    fail(`CHROME_PATH is not a Chrome or Chromium that runs here: ${process.env.CHROME_PATH}`)
  }
  const browser = installed ?? (await fromPlaywright(node)) ?? (await fromDebian())
  if (browser) return browser
  return fail(
    "Couldn't find or download a Chrome or Chromium, which the tests need. Install one, or set CHROME_PATH to its program.",
  )
}

async function fromPlaywright(node) {
  say("No Chrome or Chromium is installed. Downloading Playwright's…")
  const cli = toolScript('playwright-core')
  const { code } = await run(node, [cli, 'install', 'chromium'], { quiet: true })
  const script = "process.stdout.write(require('playwright-core').chromium.executablePath())"
  const { output: path } = await run(node, ['-e', script], { quiet: true })
  if (code === 0 && isBrowser(path.trim())) return path.trim()
  say("Couldn't download Playwright's browser, or it does not run here.")
  return null
}

async function fromDebian() {
  if (process.getuid?.() !== 0) return null
  say("Installing Debian's chromium…")
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
