import { fileURLToPath } from 'node:url'
import type { ClientMiddleware } from './app.ts'

/** Serves the client from its sources with HMR, for `npm run dev`. */
export async function createDevClient(): Promise<ClientMiddleware> {
  // imported here: the built server runs without this development dependency
  const { createServer } = await import('vite')
  const vite = await createServer({
    configFile: fileURLToPath(new URL('../../vite.config.ts', import.meta.url)),
    server: { middlewareMode: true, hmr: { port: 24_678 } },
    appType: 'spa',
  })
  return (request, response, next) => vite.middlewares(request, response, next)
}
