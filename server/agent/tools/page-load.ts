import { z } from 'zod'
import { checkPageCommand } from '../../../template/prepare.ts'
import { tailOf } from '../../../shared/truncate.ts'
import { runInSandbox, withoutColours } from './command.ts'
import type { ToolContext } from './tool.ts'

const timeoutMs = 90_000
/** Waits for the dev server, which may be starting. PORT is set where sandboxes share a network. */
const script = [
  'for i in {1..100}; do (exec 3<>"/dev/tcp/127.0.0.1/${PORT:-5173}") 2>/dev/null && break; sleep 0.2; done',
  checkPageCommand,
].join('; ')
/** Sandbox code controls the root file's length and content. */
const maxRootLength = 100_000
/** Each page takes most of a second. */
const maxFurtherPages = 4

const PageError = z.union([
  z.string(),
  z.object({
    message: z.string(),
    file: z.string().nullish(),
    line: z.int().nullish(),
    column: z.int().nullish(),
  }),
])

/** The last line that the script prints. */
const PageReport = z.object({
  ok: z.boolean(),
  /** The page actually rendered. */
  loaded: z.boolean(),
  errors: PageError.array(),
  warnings: PageError.array().default([]),
  text: z.string().default(''),
  ms: z.number().default(0),
})

function say(error: z.infer<typeof PageError>): string {
  if (typeof error === 'string') return error
  const { file, line, column, message } = error
  const place = [file, line, column].filter((part) => part !== null && part !== undefined).join(':')
  return place ? `${place}: ${message}` : message
}

function reportIn(output: string): z.infer<typeof PageReport> | null {
  for (const line of output.split('\n').reverse()) {
    if (!line.trimStart().startsWith('{')) continue
    try {
      const report = PageReport.safeParse(JSON.parse(line))
      if (report.success) return report.data
    } catch {
      // Other output of the app.
    }
  }
  return null
}

/** The pages named in the app's root, `/` first; pages with parameters are left out. */
export function pagesOf(root: string): string[] {
  // Bounded repetitions: long runs of blanks or slashes would take quadratic time.
  const name = /\bpath\s{0,20}[:=]\s{0,20}\{?\s{0,20}(['"`])([^'"`]{0,300})\1/g
  const named = [...root.slice(0, maxRootLength).matchAll(name)]
  const further = named
    .map(([, , path = '']) => `/${path.replace(/^\/+|\/+$/g, '')}`)
    // Paths become shell words: allow nothing else.
    .filter((path) => /^(?:\/[\w-]+)+$/.test(path))
  return ['/', ...[...new Set(further)].slice(0, maxFurtherPages)]
}

/** `ok` is null if nothing could be found out. */
export type Found = { ok: boolean | null; problems: string[] }

/** Returns the pages' problems; at least one unless the load is proven. */
export async function loadPage(context: ToolContext): Promise<Found> {
  const pages = pagesOf((await context.files.read('src/App.tsx')) ?? '')
  const command = `${script} ${pages.join(' ')}`
  const found = await findProblems(command, context)
  // Retry once: the dev server may have been applying a change.
  return found.ok === true ? found : findProblems(command, context)
}

async function findProblems(command: string, context: ToolContext): Promise<Found> {
  const result = await runInSandbox(command, timeoutMs, context)
  const unknown = (problem: string) => ({ ok: null, problems: [problem] })
  if (result.timedOut)
    return unknown(`The page did not finish loading within ${timeoutMs / 1000} s.`)
  const report = reportIn(result.stdout)
  if (report === null) {
    const output = tailOf(withoutColours(`${result.stderr}\n${result.stdout}`).trim(), 600)
    return unknown(`The page could not be loaded: ${output || 'the check printed nothing'}`)
  }
  const problems = report.errors.map(say)
  if (problems.length === 0 && !report.loaded)
    problems.push('The page was not loaded: nothing was rendered.')
  else if (problems.length === 0 && !report.ok)
    problems.push('The page load failed without saying why.')
  return { ok: problems.length === 0, problems }
}
