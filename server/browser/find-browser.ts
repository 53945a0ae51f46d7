import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { Launcher } from 'chrome-launcher'
import { chromium } from 'playwright-core'

const run = promisify(execFile)
const answerMs = 20_000

/** A browser with missing libraries can't print its version. */
async function works(program: string): Promise<boolean> {
  // Chrome on Windows prints no version
  if (process.platform === 'win32') return existsSync(program)
  try {
    const { stdout } = await run(program, ['--version'], { timeout: answerMs })
    return /chrom/i.test(stdout)
  } catch {
    return false
  }
}

/** Without windows of its own it starts twice as fast as the whole browser, and takes half of its memory. */
function headlessShells(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const names = ['chromium-headless-shell', 'chrome-headless-shell']
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return paths.filter((path) => existsSync(path))
}

function installed(): string[] {
  try {
    return Launcher.getInstallations()
  } catch {
    // throws when it finds none
    return []
  }
}

/** The program of `given` alone, else of an installed headless shell, Chrome or Chromium, else of Playwright's. Null: none works. */
export async function findBrowser(given: string | undefined): Promise<string | null> {
  const programs = given
    ? [given]
    : [...headlessShells(), ...installed(), chromium.executablePath()]
  for (const program of programs) if (program && (await works(program))) return program
  return null
}
