import { parentPort } from 'node:worker_threads'
import { doTextJob, TextJob } from './text-job.ts'

parentPort?.on('message', (message: unknown) => {
  parentPort?.postMessage(doTextJob(TextJob.parse(message)))
})
