import type { Server } from 'node:net'

export async function listen(server: Server, at: { port: number } | { path: string }) {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen('port' in at ? { ...at, host: '127.0.0.1' } : at, () => resolve())
  })
  server.removeAllListeners('error')
}

export function portOf(server: Server): number {
  const address = server.address()
  if (typeof address === 'object' && address) return address.port
  throw new Error('the server has no port')
}
