import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { NODE_OPTIONS } from './daemon-process.ts'

const run = promisify(execFile)

/** The programs that a sandbox gets from the host, as paths of the machine. */
export interface Toolchain {
  node: string
  /** Undefined where the `bun` package has no binary for this machine. */
  bun: string | undefined
  /** The folder of the daemon, as JavaScript. */
  guest: string
}

/** The package's own file is a small script until its install step has put the binary in its place. */
const SMALLEST_BINARY_BYTES = 1024 * 1024

function isBinary(file: string): boolean {
  return existsSync(file) && statSync(file).size > SMALLEST_BINARY_BYTES
}

function findBun(): string | undefined {
  let folder: string
  try {
    folder = path.dirname(createRequire(import.meta.url).resolve('bun/package.json'))
  } catch {
    return undefined
  }
  const own = ['bun.exe', 'bun'].map((name) => path.join(folder, 'bin', name))
  const scope = path.join(folder, '..', '@oven')
  const platform = `bun-${process.platform}-${process.arch === 'arm64' ? 'aarch64' : process.arch}`
  const perPlatform = (existsSync(scope) ? readdirSync(scope) : [])
    .filter((name) => name.startsWith(platform))
    .map((name) => path.join(scope, name, 'bin', 'bun'))
  return [...own, ...perPlatform].find(isBinary)
}

function here(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}

/** Finds Node (the one that runs the server) and Bun (the `bun` dependency). */
export function findToolchain(runFolder: string): Toolchain {
  const bun = findBun()
  const guest = path.join(runFolder, 'guest')
  mkdirSync(guest)
  return {
    node: realpathSync(process.execPath),
    bun: bun === undefined ? undefined : realpathSync(bun),
    guest,
  }
}

/** Writes the daemon to the toolchain's folder for it. */
export async function buildGuest({ node, guest }: Toolchain): Promise<void> {
  await run(node, [...NODE_OPTIONS, here('./strip-guest.ts'), here('./guest'), guest])
}
