// npm run docs: generates docs/protocol.md, docs/rights.md and docs/limits.md. With --check: fails if one is out of date.
import { join } from 'node:path'
import { ensureInstalled } from './lib/install.mjs'
import { root } from './lib/paths.mjs'
import { run } from './lib/run.mjs'

const node = await ensureInstalled()
const script = join(root, 'scripts', 'reference.ts')
const { code } = await run(node, [script, ...process.argv.slice(2)])
process.exit(code)
