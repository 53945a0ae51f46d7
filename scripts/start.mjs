// npm start, npm run dev. Runs on any Node ≥ 20, before anything is installed.
import { ensureClientBuilt } from './lib/client-build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { fail } from './lib/say.mjs'
import { exitCode, onStopSignal, startServer } from './lib/server-process.mjs'

const node = await ensureInstalled()
const dev = process.argv.includes('--dev')
if (!dev) await ensureClientBuilt(node)
const server = startServer(node, { dev })
onStopSignal((signal) => server.kill(signal))
server.on('error', (error) => fail(`Couldn't start the server: ${error.message}`))
server.on('exit', (code, signal) => process.exit(exitCode(code, signal)))
