import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']
const places = [
  '/usr/bin',
  '/usr/local/bin',
  '/snap/bin',
  '/opt/google/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * A Chrome or Chromium of this machine: CHROME_PATH, else one on PATH or in the usual places. It must be able
 * to say its version, which one with missing libraries can't.
 */
export function findBrowser() {
  const given = process.env.CHROME_PATH
  if (given) return isBrowser(given) ? given : null
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...places]
  const candidates = folders.flatMap((place) => [place, ...names.map((name) => join(place, name))])
  return candidates.find((path) => isBrowser(path)) ?? null
}

/** Whether the file is a browser that runs here. */
export function isBrowser(path) {
  if (!/chrom/i.test(path) || !existsSync(path)) return false
  if (process.platform === 'win32') return true
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 })
  return status === 0 && /chrom/i.test(stdout)
}
