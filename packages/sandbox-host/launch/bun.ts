import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/** A smaller file is the script that the package has until its install step replaces it by the binary. */
const smallestBinaryBytes = 1024 * 1024

function isBinary(file: string): boolean {
  return existsSync(file) && statSync(file).size > smallestBinaryBytes
}

/**
 * Finds the binary of the `bun` package, also where install scripts were not run. Throws where there is none for this platform.
 */
export function findBun(): string {
  const folder = path.dirname(createRequire(import.meta.url).resolve('bun/package.json'))
  const own = ['bun.exe', 'bun'].map((name) => path.join(folder, 'bin', name))
  const scope = path.join(folder, '..', '@oven')
  const platform = `bun-${process.platform}-${process.arch === 'arm64' ? 'aarch64' : process.arch}`
  const perPlatform = (existsSync(scope) ? readdirSync(scope) : [])
    .filter((name) => name.startsWith(platform))
    .map((name) => path.join(scope, name, 'bin', 'bun'))
  const found = [...own, ...perPlatform].find(isBinary)
  if (found === undefined)
    throw new Error(`the package bun has no binary for ${process.platform} ${process.arch}`)
  return realpathSync(found)
}
