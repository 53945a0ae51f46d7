import type { Server } from 'node:net'

/** Lets a server listen on a port of 127.0.0.1, or on a unix socket. Throws why it can't. */
export async function listen(server: Server, at: { port: number } | { path: string }) {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen('port' in at ? { ...at, host: '127.0.0.1' } : at, () => resolve())
  })
  server.removeAllListeners('error')
}

/** The port that a listening server has. */
export function portOf(server: Server): number {
  const address = server.address()
  if (typeof address === 'object' && address) return address.port
  throw new Error('the server has no port')
}
