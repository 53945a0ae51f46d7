import { fileURLToPath } from 'node:url'
import type { ClientMiddleware } from './app.ts'

/** The client straight from its sources, with HMR, for `npm run dev`. */
export async function createDevClient(): Promise<ClientMiddleware> {
  // a development dependency: the built server runs without it
  const { createServer } = await import('vite')
  const vite = await createServer({
    configFile: fileURLToPath(new URL('../../vite.config.ts', import.meta.url)),
    server: { middlewareMode: true, hmr: { port: 24_678 } },
    appType: 'spa',
  })
  return (request, response, next) => vite.middlewares(request, response, next)
}
