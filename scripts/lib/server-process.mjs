import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
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
export function startServer(node, { dev }) {
  const { NODE_ENV: _, ...rest } = process.env
  const env = { ...rest, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? cache }
  if (dev) env.NODE_ENV = 'development'
  const envFile = existsSync(join(root, '.env')) ? ['--env-file=.env'] : []
  const args = [...envFile, '--import', follow, join('server', 'main.ts')]
  return spawn(node, args, {
    cwd: root,
    env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

/** The code that a shell would report for a child that ended so. */
export function exitCode(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0)
}

/**
 * Calls `stop` with the signal that asks this process to end. The terminal and npm both pass on one Ctrl-C, that
 * counts once. npm passes a SIGTERM on to its shell alone, and a SIGKILL to nobody: under npm its end counts too.
 */
export function onStopSignal(stop) {
  let last = Number.NEGATIVE_INFINITY
  const ask = (signal) => {
    const now = performance.now()
    if (now - last > 500) stop(signal)
    last = now
  }
  process.on('SIGINT', ask)
  process.on('SIGTERM', ask)
  process.on('SIGHUP', () => ask('SIGTERM'))
  if (process.env.npm_lifecycle_event === undefined) return
  const callers = findCallers()
  const watch = setInterval(() => {
    if (findCallers() === callers) return
    clearInterval(watch)
    ask('SIGTERM')
  }, 250)
  watch.unref()
}

/** The shell that npm runs scripts with and, where the system tells (Linux), npm itself. */
function findCallers() {
  try {
    const status = readFileSync(`/proc/${process.ppid}/status`, 'utf8')
    return `${process.ppid} ${/^PPid:\s*(\d+)/m.exec(status)?.[1]}`
  } catch {
    return String(process.ppid)
  }
}
