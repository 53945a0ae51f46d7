import { watch } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'
import { say } from './say.mjs'
import { exitCode, onStopSignal, startServer } from './server-process.mjs'

const watched = ['server', 'packages', 'shared', 'drizzle']

/** Runs the server for development: a changed source starts it again. The client's changes are Vite's matter. */
export function watchServer(node) {
  let child = null
  let stopping = false
  let changed = false
  const start = () => {
    changed = false
    child = startServer(node, { dev: true })
    child.on('exit', (code, signal) => {
      child = null
      if (stopping) process.exit(exitCode(code, signal))
      if (changed) start()
      else say('the server ended; it starts again when a source changes.')
    })
  }
  let soon
  const restart = () => {
    clearTimeout(soon)
    soon = setTimeout(() => {
      if (stopping) return
      changed = true
      if (child) child.kill('SIGTERM')
      else start()
    }, 100)
  }
  for (const folder of watched) {
    watch(join(root, folder), { recursive: true }, (_event, name) => {
      if (name && /\.(ts|sql|json)$/.test(name) && !name.endsWith('.test.ts')) restart()
    })
  }
  onStopSignal((signal) => {
    stopping = true
    if (child) child.kill(signal)
    else process.exit(0)
  })
  start()
}
