// npm start, npm run dev: runs on any Node ≥ 20 straight after the clone, before anything is installed.
import { ensureClientBuilt } from './lib/client-build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { fail } from './lib/say.mjs'
import { exitCode, onStopSignal, startServer } from './lib/server-process.mjs'
import { watchServer } from './lib/watch-server.mjs'

const node = await ensureInstalled()
if (process.argv.includes('--dev')) {
  watchServer(node)
} else {
  await ensureClientBuilt(node)
  const server = startServer(node, { dev: false })
  onStopSignal((signal) => server.kill(signal))
  server.on('error', (error) => fail(`the server could not be started: ${error.message}`))
  server.on('exit', (code, signal) => process.exit(exitCode(code, signal)))
}
