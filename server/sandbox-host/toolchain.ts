import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The programs that a sandbox gets from the host, as paths of the machine. */
export interface Toolchain {
  node: string
  /** Undefined where the `bun` package has no binary for this machine. */
  bun: string | undefined
  /** The folder of the daemon's source. */
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

/** Finds Node (the one that runs the server), Bun (the `bun` dependency) and the daemon. */
export function findToolchain(): Toolchain {
  const bun = findBun()
  return {
    node: realpathSync(process.execPath),
    bun: bun === undefined ? undefined : realpathSync(bun),
    guest: fileURLToPath(new URL('./guest', import.meta.url)),
  }
}
