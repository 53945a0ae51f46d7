import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'

const windows = process.platform === 'win32'
const installed = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')

/** The Node in node_modules, else this one if new enough, else null. */
export function findNode24() {
  if (existsSync(installed)) return installed
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 18) ? process.execPath : null
}
