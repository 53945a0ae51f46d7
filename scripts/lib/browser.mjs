import { spawnSync } from 'node:child_process'

/**
 * A Chrome or Chromium of this machine that can run: CHROME_PATH, else an installed one; null where there is none.
 * chrome-launcher is imported late, because scripts load this file before anything is installed.
 */
export async function findBrowser() {
  const given = process.env.CHROME_PATH
  if (given) return isBrowser(given) ? given : null
  const { Launcher } = await import('chrome-launcher')
  try {
    return Launcher.getInstallations().find(isBrowser) ?? null
  } catch {
    // it throws where it finds none
    return null
  }
}

/** Whether the program prints the version of a browser. One with missing libraries can't. */
export function isBrowser(path) {
  // Chrome on Windows prints no version
  if (process.platform === 'win32') return true
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 })
  return status === 0 && /chrom/i.test(stdout)
}
