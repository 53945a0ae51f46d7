// Loaded into the server by start.mjs: ends the server when start.mjs is gone, even by SIGKILL. Its stdin is a pipe from
// start.mjs, which nobody writes to; it ends with that process.
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  // under `node --watch` the parent is the watcher, which ends the server before itself
  const pid = process.env.WATCH_REPORT_DEPENDENCIES ? process.ppid : process.pid
  process.stdin.once('end', () => process.kill(pid, 'SIGTERM'))
  process.stdin.resume()
  process.stdin.unref()
}
