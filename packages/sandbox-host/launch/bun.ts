import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/** Before its install step, the package has a smaller placeholder. */
const smallestBinaryBytes = 1024 * 1024

function isBinary(file: string): boolean {
  return existsSync(file) && statSync(file).size > smallestBinaryBytes
}

/** Works even if install scripts didn't run. Throws if this platform has no binary. */
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
