/**
 * A script: writes the guest's source ($2) as JavaScript to a folder ($3), with the one package that it needs.
 * Done once for a host: stripping the types in each daemon would take longer than the rest of its start, and
 * 30 MB of its memory. A process of its own, because Node prints a warning about the function.
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
// The package has no dependencies; of its files these are the program.
const main = createRequire(import.meta.url).resolve(multipartParser)
const copy = path.join(target, 'node_modules', multipartParser)
for (const name of ['package.json', 'LICENSE', path.basename(main), 'lib', 'deps'])
  cpSync(path.join(path.dirname(main), name), path.join(copy, name), { recursive: true })
