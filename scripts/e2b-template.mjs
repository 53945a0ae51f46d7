// Reads `.env` as the server does.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled } from './lib/install.mjs'
import { run } from './lib/run.mjs'

const node = await ensureInstalled()
const envFile = existsSync('.env') ? ['--env-file=.env'] : []
const { code } = await run(node, [...envFile, join('template', 'e2b-main.ts')])
process.exit(code)
