import { parentPort } from 'node:worker_threads'
import { mergeTexts } from './merge-texts.ts'
import { TextJob } from './text-job.ts'

parentPort?.on('message', (message: unknown) => {
  const { base, ours, theirs, timeoutMs } = TextJob.parse(message)
  parentPort?.postMessage(mergeTexts(base, ours, theirs, { timeoutMs }))
})
