/**
 * Starts the app's Vite with the bridge, on the port that the preview gateway expects (`--port N`, else PORT, else 5173).
 * Apart from vite.config.ts, so that edits there can't remove these and exported apps don't contain them.
 */
import { enableCompileCache } from 'node:module'
import path from 'node:path'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: { port: { type: 'string', default: process.env.PORT || '5173' } },
})
const root = path.resolve(import.meta.dirname, '..')
process.chdir(root)
enableCompileCache(path.join(import.meta.dirname, '.cache'))

const { createServer } = await import('vite')
const { bridge } = await import('./bridge-plugin.ts')
const { pageCheck } = await import('./check-plugin.ts')
const { promptRefresh } = await import('./refresh-plugin.ts')
const { sourcePlaces } = await import('./source-plugin.ts')

const server = await createServer({
  root,
  configLoader: 'native',
  clearScreen: false,
  plugins: [bridge(), promptRefresh(), sourcePlaces(), pageCheck()],
  server: {
    host: '127.0.0.1',
    port: Number(values.port),
    strictPort: true,
    allowedHosts: true,
    // The bridge shows errors in words.
    hmr: { overlay: false },
    watch: { ignored: ['**/.fegg/**'] },
  },
})
await server.listen()
server.printUrls()

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void server.close().finally(() => process.exit(0))
  })
}
