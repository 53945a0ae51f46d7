import { spawnSync } from 'node:child_process'

/**
 * A Chrome or Chromium that runs: CHROME_PATH, else an installed one, else null. Imports chrome-launcher late, because
 * scripts load this file before anything is installed.
 */
export async function findBrowser() {
  const given = process.env.CHROME_PATH
  if (given) return isBrowser(given) ? given : null
  const { Launcher } = await import('chrome-launcher')
  try {
    return Launcher.getInstallations().find(isBrowser) ?? null
  } catch {
    // none found
    return null
  }
}

/** A browser with missing libraries can't print its version. */
export function isBrowser(path) {
  // Chrome on Windows prints no version
  if (process.platform === 'win32') return true
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 })
  return status === 0 && /chrom/i.test(stdout)
}
