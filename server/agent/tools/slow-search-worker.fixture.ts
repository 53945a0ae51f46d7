import { parentPort, workerData } from 'node:worker_threads'

// A busy machine: loading takes longer than the search may.
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600)
if (parentPort && workerData) await import('./search-worker.ts')
