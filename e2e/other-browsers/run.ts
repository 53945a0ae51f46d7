// npm run e2e:other [-- firefox webkit], for browsers that Playwright can't drive.
import { spawnSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '../support/server.ts'
import type { Driver } from './driver.ts'
import { startFirefox } from './firefox.ts'
import { tellMainStory } from './story.ts'
import { startWebKit } from './webkit.ts'

const browsers: Array<{
  name: string
  programs: string[]
  start: (path: string) => Promise<Driver>
}> = [
  { name: 'Firefox', programs: ['firefox-esr', 'firefox'], start: startFirefox },
  { name: 'WebKit', programs: ['WebKitWebDriver'], start: startWebKit },
]

const pictures = join(tmpdir(), 'fegg-other-browsers')

function findProgram(name: string): string | null {
  return spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim() || null
}

async function keepPicture(name: string, driver: Driver) {
  const file = join(pictures, `${name.toLowerCase()}.png`)
  await mkdir(pictures, { recursive: true })
  await writeFile(file, await driver.screenshot())
  process.stdout.write(`  screenshot of that moment: ${file}\n`)
}

async function play(name: string, start: () => Promise<Driver>): Promise<boolean> {
  const begun = performance.now()
  try {
    await using server = await startServer()
    await using driver = await start()
    try {
      await tellMainStory(driver, server.url)
    } catch (error) {
      await keepPicture(name, driver)
      throw error
    }
    const seconds = ((performance.now() - begun) / 1_000).toFixed(0)
    process.stdout.write(`✓ the main story in ${name} (${seconds} s)\n`)
    return true
  } catch (error) {
    const words = error instanceof Error ? error.stack : String(error)
    process.stdout.write(`✘ the main story in ${name}: ${words}\n`)
    return false
  }
}

const wanted = process.argv.slice(2)
let failed = 0
for (const { name, programs, start } of browsers) {
  if (wanted.length > 0 && !wanted.includes(name.toLowerCase())) continue
  const path = programs.map(findProgram).find((found) => found !== null)
  if (!path) {
    process.stdout.write(`- ${name}: left out. Install ${programs.join(' or ')} to run it.\n`)
    continue
  }
  failed += (await play(name, () => start(path))) ? 0 : 1
}
process.exit(failed > 0 ? 1 : 0)
