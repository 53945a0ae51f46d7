import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import { Checker, type Look, type PageReport } from './check/checker.ts'
import { ConfigFiles } from './check/config-files.ts'
import { ModuleGraph } from './check/module-graph.ts'

/** Not for pages: browsers say their site with each request. */
const address = '/.fegg/check'
const maxRoutes = 6
const maxWaitMs = 5_000

function lookOf(url: string): Look {
  const query = new URL(url, 'http://localhost').searchParams
  const routes = query.getAll('route').filter((route) => route.startsWith('/'))
  const waitMs = Number(query.get('wait') ?? 0)
  return {
    routes: routes.length > 0 ? routes.slice(0, maxRoutes) : ['/'],
    waitMs: waitMs > 0 ? Math.min(waitMs, maxWaitMs) : 0,
  }
}

/** Answers `GET /.fegg/check?route=/&wait=MS` with a report as JSON. Dev server only. */
export function pageCheck(): Plugin[] {
  const graph = new ModuleGraph()
  let checker = new Checker(graph)
  let config: ConfigFiles | null = null
  async function report(look: Look): Promise<PageReport | null> {
    if (!config?.changed) return checker.check(look)
    const problems = await config.restart()
    if (problems.length === 0) throw new Error('The server starts again.')
    return { ok: false, why: '', problems, unseen: [], text: '', ms: 0 }
  }
  async function answer(request: IncomingMessage, response: ServerResponse) {
    if (request.headers['sec-fetch-site'] || request.headers.origin) {
      response.writeHead(403).end()
      return
    }
    try {
      const found = await report(lookOf(request.url ?? '/'))
      if (!found) {
        response.writeHead(429).end()
        return
      }
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      response.end(JSON.stringify(found))
    } catch {
      // The server is being replaced.
      response.writeHead(503).end()
    }
  }
  return [
    graph.plugin(),
    {
      name: 'fegg:check',
      apply: 'serve',
      configureServer(server) {
        checker.close()
        checker = new Checker(graph)
        config = new ConfigFiles(server)
        server.middlewares.use(address, (request, response) => void answer(request, response))
        server.httpServer?.once('close', () => checker.close())
      },
    },
  ]
}
