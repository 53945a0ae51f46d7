import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** Load balancer without stickiness: each TCP connection goes to the next reachable port. */
export async function startBalancer(ports: number[]) {
  let turn = 0
  const sockets = new Set<Socket>()
  const join = (client: Socket, tries: number) => {
    const port = ports[turn++ % ports.length]
    if (port === undefined || tries === 0) return client.destroy()
    const server = connect(port, '127.0.0.1')
    let open = false
    server.on('connect', () => {
      open = true
      client.pipe(server).pipe(client)
    })
    server.on('error', () => {
      if (open) client.destroy()
      else join(client, tries - 1)
    })
    server.on('close', () => open && client.destroy())
    client.on('close', () => server.destroy())
  }
  const balancer = createServer((client) => {
    sockets.add(client)
    client.on('error', () => client.destroy())
    client.on('close', () => sockets.delete(client))
    join(client, ports.length)
  }).listen(0, '127.0.0.1')
  await once(balancer, 'listening')
  const address = balancer.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://localhost:${address.port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      balancer.close()
      await once(balancer, 'close')
    },
  }
}
