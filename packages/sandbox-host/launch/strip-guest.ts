/**
 * Script: writes the guest (first argument) as JavaScript to a folder (second). Once per host: in
 * each daemon, type stripping would more than double the start time and cost 30 MB. A separate
 * process, because Node prints a warning.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import path from 'node:path'

const multipartParser = '@fastify/busboy'

const [, , source = '', target = ''] = process.argv
mkdirSync(target, { recursive: true })
writeFileSync(path.join(target, 'package.json'), '{"type":"module"}')
for (const name of readdirSync(source)) {
  if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue
  const code = stripTypeScriptTypes(readFileSync(path.join(source, name), 'utf8'))
  const linked = code.replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'")
  writeFileSync(path.join(target, name.replace(/ts$/, 'js')), linked)
}
// No dependencies of its own; these files are the program.
const main = createRequire(import.meta.url).resolve(multipartParser)
const copy = path.join(target, 'node_modules', multipartParser)
for (const name of ['package.json', 'LICENSE', path.basename(main), 'lib', 'deps'])
  cpSync(path.join(path.dirname(main), name), path.join(copy, name), { recursive: true })
