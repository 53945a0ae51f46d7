import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Config } from './config.ts'

/** Rejects with the error of listening there, before the rest of the start takes its time. */
export async function requireFreeAddress({ port, host }: Pick<Config, 'port' | 'host'>) {
  const probe = createServer()
  probe.listen({ port, host })
  await once(probe, 'listening')
  probe.close()
  await once(probe, 'close')
}
