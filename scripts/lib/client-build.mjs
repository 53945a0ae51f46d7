import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'
import { run } from './run.mjs'
import { fail, say } from './say.mjs'

const dist = join(root, 'dist')
const stamp = join(dist, 'client.stamp')
const page = join(dist, 'client', 'index.html')
const sources = ['client', 'shared', 'vite.config.ts', 'package-lock.json']

export async function ensureClientBuilt(node) {
  const wanted = hashSources()
  if (existsSync(page) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('Building the client…')
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const { NODE_ENV: _, ...env } = process.env
  const { code, output } = await run(node, [vite, 'build', '--logLevel=warn'], { quiet: true, env })
  if (code !== 0) {
    process.stderr.write(output)
    fail("Couldn't build the client. Vite's output is above.")
  }
  mkdirSync(dist, { recursive: true })
  writeFileSync(stamp, wanted)
}

/** Contents, not times: a checkout gives every file a new time. */
function hashSources() {
  const hash = createHash('sha256')
  for (const source of sources) addTo(hash, source)
  return hash.digest('hex')
}

function addTo(hash, path) {
  const full = join(root, path)
  const inside = path.includes('.') ? null : readdirSync(full, { withFileTypes: true })
  if (inside === null) {
    hash.update(`${path}\0`).update(readFileSync(full)).update('\0')
    return
  }
  for (const entry of inside.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (/\.test\.tsx?$/.test(entry.name)) continue
    if (entry.isDirectory()) addTo(hash, `${path}/${entry.name}`)
    else
      hash
        .update(`${path}/${entry.name}\0`)
        .update(readFileSync(join(full, entry.name)))
        .update('\0')
  }
}
