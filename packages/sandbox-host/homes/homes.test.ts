import { spawn } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Homes } from './homes.ts'
import { makeFolder, whyNoBubblewrap } from '../testing/targets.ts'

const renameat2 = { x64: 316, arm64: 276 }[process.arch as string]
const missing = renameat2 === undefined ? 'its system call is not known' : whyNoBubblewrap()
if (missing) console.warn(`skipped: a home that changes while it is kept: ${missing}`)
const copyCount = 6
const names = Array.from({ length: 200 }, (_, count) => String(count))

/** Folders and links to an outside folder swap places all the time. */
function changingHome() {
  const folder = makeFolder()
  const home = path.join(folder, 'home')
  const outside = path.join(folder, 'outside')
  for (const each of [home, outside]) mkdirSync(each)
  writeFileSync(path.join(outside, 'secret'), 'of the server')
  for (const [count, name] of names.entries())
    if (count % 2 === 0) mkdirSync(path.join(home, name))
    else symlinkSync(outside, path.join(home, name))
  // RENAME_EXCHANGE (2) on each pair of names.
  const swap = `while (1) { for (my $n = 0; $n < ${names.length}; $n += 2) { my ($a, $b) = ("$n", $n + 1 . ""); syscall(${renameat2}, -100, $a, -100, $b, 2) } }`
  const child = spawn('perl', ['-e', swap], { cwd: home, stdio: 'ignore' })
  onTestFinished(() => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  return { folder, home }
}

function isLink(file: string) {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

async function leaksOf(confined: boolean, isEnough: (leaks: number, copies: number) => boolean) {
  const { folder, home } = changingHome()
  const settings = { folder: path.join(folder, 'homes'), layered: null, spares: 0 }
  const homes = await Homes.open({ ...settings, confined, log: () => undefined })
  const rest = { id: 'id', folder, own: home, layers: null, user: null, base: null }
  let leaks = 0
  for (let copies = 0; !isEnough(leaks, copies); copies++) {
    const to = path.join(folder, `copy-${copies}`)
    mkdirSync(to)
    // cp complains about files that vanish, and copies the rest.
    await homes.keep({ ...rest, home }, to).catch(() => undefined)
    const isLeaked = names.some((name) => {
      const found = path.join(to, name)
      return !isLink(found) && existsSync(path.join(found, 'secret'))
    })
    if (isLeaked) leaks += 1
  }
  await homes.close()
  return leaks
}

test.skipIf(missing !== undefined)(
  "rule 16.9: a folder that becomes a link during the copy doesn't lead it out of the home",
  { timeout: 120_000 },
  async () => {
    expect(await leaksOf(true, (_leaks, copies) => copies >= copyCount)).toBe(0)
  },
)

test.skipIf(missing !== undefined)(
  'control: without a wall such a link is sometimes followed',
  { timeout: 120_000 },
  async () => {
    expect(await leaksOf(false, (leaks) => leaks > 0)).toBe(1)
  },
)
