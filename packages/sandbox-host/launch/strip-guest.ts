/**
 * A script: writes the guest's source ($2) as JavaScript to a folder ($3). Done once for a host,
 * since stripping the types at each start of a daemon would take longer than all the rest of it,
 * and 30 MB for as long as it lives. A process of its own, because Node warns of the function once.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import path from 'node:path'

const [, , source = '', target = ''] = process.argv
mkdirSync(target, { recursive: true })
writeFileSync(path.join(target, 'package.json'), '{"type":"module"}')
for (const name of readdirSync(source)) {
  if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue
  const code = stripTypeScriptTypes(readFileSync(path.join(source, name), 'utf8'))
  const linked = code.replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'")
  writeFileSync(path.join(target, name.replace(/ts$/, 'js')), linked)
}
