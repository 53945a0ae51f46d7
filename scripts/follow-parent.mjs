// Ends the server when start.mjs is gone, even by SIGKILL: its pipe on stdin ends then.
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  // under `node --watch` the parent is the watcher, which ends the server first
  const pid = process.env.WATCH_REPORT_DEPENDENCIES ? process.ppid : process.pid
  process.stdin.once('end', () => process.kill(pid, 'SIGTERM'))
  process.stdin.resume()
  process.stdin.unref()
  // Node would post each module that a worker imports to the server, among the worker's own messages
  delete process.env.WATCH_REPORT_DEPENDENCIES
}
