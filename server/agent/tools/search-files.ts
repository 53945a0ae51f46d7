import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { truncate } from '../../../shared/truncate.ts'
import { orAbort } from '../../lib/async.ts'
import { defineTool, done, failed } from './tool.ts'

export const searchLimits = {
  queryLength: 1_000,
  hits: 100,
  /** A regular expression that takes longer is backtracking endlessly. */
  regexTimeMs: 3_000,
}
const { hits: maxHits, regexTimeMs } = searchLimits
const workerModule = new URL('./search-worker.ts', import.meta.url)

const Hit = z.object({ path: z.string(), line: z.int(), text: z.string() })
type Hit = z.infer<typeof Hit>
const Hits = z.object({ hits: Hit.array(), more: z.boolean() })
const Report = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  Hits.extend({ kind: z.literal('found') }),
])

type Source = { path: string; text: string }

function searchLiteral(sources: Source[], query: string): z.infer<typeof Hits> {
  const hits: Hit[] = []
  for (const { path, text } of sources) {
    if (!text.includes(query)) continue
    for (const [index, line] of text.split('\n').entries()) {
      if (!line.includes(query)) continue
      if (hits.length === maxHits) return { hits, more: true }
      hits.push({ path, line: index + 1, text: line })
    }
  }
  return { hits, more: false }
}

/**
 * Searches in a killable thread. Returns null when the search exceeds `limitMs`; the thread's start
 * doesn't count, since it takes seconds on a busy machine.
 */
export async function searchRegex(
  sources: Source[],
  query: string,
  signal: AbortSignal,
  { module = workerModule, limitMs = regexTimeMs } = {},
): Promise<z.infer<typeof Hits> | null> {
  const worker = new Worker(module, { workerData: { sources, query, maxHits } })
  let timer: NodeJS.Timeout | undefined
  const { promise, resolve, reject } = Promise.withResolvers<z.infer<typeof Hits> | null>()
  worker.on('message', (message: unknown) => {
    const report = Report.parse(message)
    if (report.kind === 'found') resolve(report)
    else timer = setTimeout(() => resolve(null), limitMs)
  })
  worker.once('error', reject)
  try {
    return await orAbort(promise, signal)
  } finally {
    clearTimeout(timer)
    void worker.terminate()
  }
}

function problemOfRegex(query: string): string | null {
  try {
    new RegExp(query, 'u')
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

export const searchFiles = defineTool({
  name: 'search_files',
  description:
    "Finds lines in the app's text files. The query is literal text, or a regular expression with regex: true. With path only files whose path contains it.",
  schema: z.object({
    query: z.string().min(1, 'The query is empty.').max(searchLimits.queryLength),
    path: z.string().optional(),
    regex: z.boolean().optional(),
  }),
  title: ({ query, path }) => (path ? `“${query}” in ${path}` : `“${query}”`),
  async run({ query, path, regex }, { files, signal }) {
    const binaries = await files.binaries()
    const paths = (await files.list()).filter(
      (file) => (!path || file.includes(path)) && !binaries.has(file),
    )
    const sources: Source[] = []
    for (const file of paths) {
      const text = await files.read(file)
      if (text !== null) sources.push({ path: file, text })
    }
    if (regex) {
      const problem = problemOfRegex(query)
      if (problem) return failed(`${problem}. Mend the expression, or search literally.`)
    }
    const found = regex ? await searchRegex(sources, query, signal) : searchLiteral(sources, query)
    if (found === null) {
      return failed(`The expression took longer than ${regexTimeMs / 1000} s. Use a simpler one.`)
    }
    if (found.hits.length === 0) return done('Nothing found.')
    const lines = found.hits.map(
      ({ path, line, text }) => `${path}:${line}: ${truncate(text, 300)}`,
    )
    if (found.more) lines.push(`More than ${maxHits} lines: narrow the search.`)
    return done(lines.join('\n'))
  },
})
