import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { BrowserContext } from 'playwright-core'
import type { Painted } from './painted.ts'
import { tracePage } from './trace.ts'

export interface Side {
  context: BrowserContext
  painted: Painted
}

export interface BareVite extends AsyncDisposable {
  url: string
}

/** Below the system's ephemeral ports. */
function somePort() {
  return 20_000 + Math.floor(Math.random() * 10_000)
}

/** Waits for Vite's output: the port opens for a moment before, when Vite tests whether it is free. */
export async function startBareVite(app: string): Promise<BareVite> {
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

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  // SIGTERM lets Vite write its caches for the next start
  child.kill('SIGTERM')
  await ended
}

/** Milliseconds from the start of `vite` to the app's paint. */
export async function viteToPaint({ context, painted }: Side, app: string): Promise<number> {
  const page = await context.newPage()
  const there = painted.next((frame) => frame.page() === page)
  const trace = tracePage(page)
  const start = performance.now()
  await using vite = await startBareVite(app)
  trace.note('answers')
  await page.goto(vite.url, { waitUntil: 'commit' })
  const ms = (await there) - start
  trace.note('painted')
  trace.print()
  await page.close()
  return ms
}
