import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from './free-port.ts'

export const noRedis = 'redis-server is not installed'

export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0
}

/** `stop` and `start` take Redis away and bring it back at the same address. */
export async function startTestRedis() {
  const port = await freePort()
  const run = async () => {
    const child = spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    for await (const chunk of child.stdout) if (String(chunk).includes('Ready to accept')) break
    return child
  }
  let child = await run()
  const stop = async () => {
    const closed = once(child, 'close')
    child.kill('SIGKILL')
    await closed
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    stop,
    async start() {
      child = await run()
    },
    [Symbol.asyncDispose]: stop,
  }
}
