import { fileURLToPath } from 'node:url'
import type { ClientMiddleware } from './app.ts'

export async function createDevClient(): Promise<ClientMiddleware> {
  // a development dependency, missing in production
  const { createServer } = await import('vite')
  const vite = await createServer({
    configFile: fileURLToPath(new URL('../../vite.config.ts', import.meta.url)),
    server: { middlewareMode: true, hmr: { port: 24_678 } },
    appType: 'spa',
  })
  return (request, response, next) => vite.middlewares(request, response, next)
}
