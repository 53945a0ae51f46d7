import { join } from 'node:path'
import { ensureClientBuilt } from './lib/client-build.mjs'
import { ensureBrowser } from './lib/ensure-browser.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { run } from './lib/run.mjs'

const node = await ensureInstalled()
const env = { ...process.env, CHROME_PATH: await ensureBrowser(node) }
await ensureClientBuilt(node)
const { code } = await run(node, [join('bench', 'run.ts'), ...process.argv.slice(2)], { env })
process.exit(code)
