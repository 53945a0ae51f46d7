import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PreviewUpstream } from '../../upstream/preview-upstream.ts'
import { createGateway } from '../gateway.ts'
import type { Resolve } from '../resolver.ts'

export const testPreviewId = 'abc123def456'
export const appCookie = 'fegg_session'

/** Of this installation, of another one on the host, of an earlier release, and as browsers also take them. */
export const reservedNames = [
  'fegg_0a1b2c_0123456789abcdef',
  'fegg_other_installation',
  'fegg_auth',
  'fegg_github_state',
  '__Host-fegg_0a1b2c',
  '__Secure-fegg_0a1b2c',
  '__HOST-Fegg_0a1b2c',
  'FEGG_auth',
  ' fegg_auth',
  '\tfegg_auth ',
]

/** A server behind a gateway; requests to other hosts get 421. */
export async function startGateway(
  connectPreview: (sessionId: string) => Promise<PreviewUpstream>,
  more: {
    previewDomain?: { host: string; scheme: 'http' | 'https' }
    resolve?: Resolve
    maxPorts?: number
  } = {},
) {
  let port = 0
  const gateway = createGateway({
    resolve: async (previewId) => (previewId === testPreviewId ? { sessionId: 'session-1' } : null),
    sandboxes: { connectPreview },
    appOrigins: () => [`http://localhost:${port}`],
    publicPort: () => port,
    log: { info: () => undefined, warn: () => undefined },
    bindHost: '127.0.0.1',
    ...more,
  })
  const server = http.createServer((request, response) => {
    if (!gateway.handleRequest(request, response)) response.writeHead(421).end()
  })
  server.on('upgrade', (request, socket, head) => {
    if (!gateway.handleUpgrade(request, socket, head)) socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  return {
    gateway,
    port,
    host: `5173-${testPreviewId}.localhost:${port}`,
    async close() {
      await gateway.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type Answer = { status: number; headers: http.IncomingHttpHeaders; body: string }

export async function ask(
  port: number,
  path: string,
  options: { method?: string; host: string; headers?: Record<string, string>; body?: string },
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const request = http.request(
    {
      port,
      host: '127.0.0.1',
      path,
      method: options.method ?? 'GET',
      headers: { host: options.host, ...options.headers },
      agent: false,
    },
    (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(pieces).toString(),
        }),
      )
    },
  )
  request.on('error', reject)
  request.end(options.body)
  return promise
}
