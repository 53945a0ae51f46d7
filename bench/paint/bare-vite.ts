import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 5
const limitMs = 60_000

/** Whether somebody listens there. */
const answers = async (port: number): Promise<boolean> => {
  const socket = net.connect({ host: '127.0.0.1', port })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** A port below those that the system gives to connections: a connection to one of those can be to itself. */
const freePort = async (): Promise<number> => {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    if (!(await answers(port))) return port
  }
}

export interface BareVite extends AsyncDisposable {
  url: string
}

/** Starts the app's own Vite, as its `dev` script does, by the Node that runs this. Resolves as soon as its port answers. */
export const startBareVite = async (app: string): Promise<BareVite> => {
  const port = await freePort()
  const vite = join(app, 'node_modules', 'vite', 'bin', 'vite.js')
  const child = spawn(process.execPath, [vite, '--port', String(port), '--strictPort'], {
    cwd: app,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const since = performance.now()
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`vite ended with ${child.exitCode}`)
    if (performance.now() - since > limitMs) throw new Error('vite does not answer')
    await sleep(pollMs)
  }
  return { url: `http://localhost:${port}/`, [Symbol.asyncDispose]: () => end(child) }
}

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  // in order, so that it leaves behind what makes its next start faster
  child.kill('SIGTERM')
  await ended
}
