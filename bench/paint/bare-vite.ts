import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface BareVite extends AsyncDisposable {
  url: string
}

/** Below the ports that the system gives to connections. */
const somePort = () => 20_000 + Math.floor(Math.random() * 10_000)

/**
 * Starts the app's own Vite, as its `dev` script does, by the Node that runs this. Resolves when it has said its address,
 * which it does as soon as it listens. (Its port answers a little sooner for a moment: Vite first tries whether it is free.)
 */
export const startBareVite = async (app: string): Promise<BareVite> => {
  const port = somePort()
  const vite = join(app, 'node_modules', 'vite', 'bin', 'vite.js')
  const child = spawn(process.execPath, [vite, '--port', String(port), '--strictPort'], {
    cwd: app,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`vite ended with ${code}`)))
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('Local')) resolve()
    })
  })
  return { url: `http://127.0.0.1:${port}/`, [Symbol.asyncDispose]: () => end(child) }
}

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  // in order, so that it leaves behind what makes its next start faster
  child.kill('SIGTERM')
  await ended
}
