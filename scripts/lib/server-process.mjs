import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './paths.mjs'

const follow = pathToFileURL(join(root, 'scripts', 'follow-parent.mjs')).href
const cache = join(root, 'node_modules', '.cache', 'fegg-server')
/** A change here restarts the development server. Vite watches the client itself. */
const watched = ['server', 'packages', 'shared', 'drizzle']

/**
 * The server gets a process group of its own, so that Ctrl-C reaches it only once, through start.mjs. Its stdin is a pipe
 * that ends with start.mjs.
 */
export function startServer(node, { dev }) {
  const { NODE_ENV: _, ...rest } = process.env
  const env = { ...rest, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? cache }
  if (dev) env.NODE_ENV = 'development'
  const envFile = existsSync(join(root, '.env')) ? ['--env-file=.env'] : []
  const watch = dev
    ? ['--watch-preserve-output', ...watched.map((folder) => `--watch-path=${folder}`)]
    : []
  const args = [...watch, ...envFile, '--import', follow, join('server', 'main.ts')]
  return spawn(node, args, {
    cwd: root,
    env,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'inherit', 'inherit'],
  })
}

/** As a shell reports it. */
export function exitCode(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0)
}

/**
 * Calls `stop` with the signal. Ctrl-C may arrive twice, from the terminal and from npm, but counts once. npm forwards
 * SIGTERM only to its shell and SIGKILL to nobody, so npm's end counts too.
 */
export function onStopSignal(stop) {
  let last = Number.NEGATIVE_INFINITY
  function ask(signal) {
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

/** npm's shell and, on Linux, npm itself. */
function findCallers() {
  try {
    const status = readFileSync(`/proc/${process.ppid}/status`, 'utf8')
    return `${process.ppid} ${/^PPid:\s*(\d+)/m.exec(status)?.[1]}`
  } catch {
    return String(process.ppid)
  }
}
