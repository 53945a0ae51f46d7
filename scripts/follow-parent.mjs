// Loaded into the server by start.mjs: the server drains and ends when whoever started it is gone, even by SIGKILL.
import { isMainThread } from 'node:worker_threads'

if (isMainThread && process.channel) {
  process.channel.unref()
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
}
