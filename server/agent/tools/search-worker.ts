import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'

const { sources, query, maxHits } = z
  .object({
    sources: z.object({ path: z.string(), text: z.string() }).array(),
    query: z.string(),
    maxHits: z.int(),
  })
  .parse(workerData)

const pattern = new RegExp(query, 'u')
parentPort?.postMessage({ kind: 'ready' })
const hits: Array<{ path: string; line: number; text: string }> = []
let more = false
for (const { path, text } of sources) {
  for (const [index, line] of text.split('\n').entries()) {
    if (more || !pattern.test(line)) continue
    if (hits.length === maxHits) more = true
    else hits.push({ path, line: index + 1, text: line })
  }
}
parentPort?.postMessage({ kind: 'found', hits, more })
