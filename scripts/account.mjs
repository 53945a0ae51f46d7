// npm run account: the operator's commands for accounts. Reads `.env` as the server does.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled } from './lib/install.mjs'
import { root } from './lib/paths.mjs'
import { run } from './lib/run.mjs'

const node = await ensureInstalled()
const envFile = existsSync(join(root, '.env')) ? [`--env-file=${join(root, '.env')}`] : []
const script = join(root, 'server', 'account.ts')
const { code } = await run(node, [...envFile, script, ...process.argv.slice(2)])
process.exit(code)
