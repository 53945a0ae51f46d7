import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './paths.mjs'

const follow = pathToFileURL(join(root, 'scripts', 'follow-parent.mjs')).href
const cache = join(root, 'node_modules', '.cache', 'fegg-server')

/**
 * Starts server/main.ts. It has a process group of its own, so that one Ctrl-C reaches it once, through its
 * parent; and a channel to its parent, by whose end it knows that the parent is gone.
 */
export const startServer = (node, { dev }) => {
  const { NODE_ENV: _, ...rest } = process.env
  const env = { ...rest, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? cache }
  if (dev) env.NODE_ENV = 'development'
  const args = ['--env-file-if-exists=.env', '--import', follow, join('server', 'main.ts')]
  return spawn(node, args, {
    cwd: root,
    env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

/** The code that a shell would report for a child that ended so. */
export const exitCode = (code, signal) => code ?? 128 + (constants.signals[signal] ?? 0)

/** Calls `stop` with the signal that asks this process to end; the terminal and npm both pass on one Ctrl-C. */
export const onStopSignal = (stop) => {
  let last = Number.NEGATIVE_INFINITY
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      const now = performance.now()
      if (now - last > 500) stop(signal === 'SIGHUP' ? 'SIGTERM' : signal)
      last = now
    })
  }
}
