import { z } from 'zod'
import { checkPageCommand } from '../../../template/prepare.ts'
import { routesIn } from '../../lib/routes-in.ts'
import { tailOf } from '../../../shared/truncate.ts'
import { runInSandbox, withoutColours } from './command.ts'
import type { ToolContext } from './tool.ts'

const timeoutMs = 90_000
/** Waits for the dev server, which may be starting. PORT is set where sandboxes share a network. */
const script = [
  'for i in {1..100}; do (exec 3<>"/dev/tcp/127.0.0.1/${PORT:-5173}") 2>/dev/null && break; sleep 0.2; done',
  checkPageCommand,
].join('; ')
/** Each page takes a second or more. */
const maxFurtherPages = 4

const Problem = z.object({
  message: z.string(),
  file: z.string().nullish(),
  line: z.int().nullish(),
})

/** The last line that the script prints. */
const PageReport = z.object({
  /** Null: nothing could be found out. */
  ok: z.boolean().nullable(),
  why: z.string(),
  problems: Problem.array(),
  /** What only a browser could have seen. */
  unseen: z.string().array(),
})

function say({ file, line, message }: z.infer<typeof Problem>): string {
  const place = [file, line].filter((part) => part !== null && part !== undefined).join(':')
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
  // paths become shell words: nothing else may be in them
  const further = routesIn(root).filter((path) => /^(?:\/[\w-]+)+$/.test(path))
  return ['/', ...further.slice(0, maxFurtherPages)]
}

/** `ok` is null if nothing could be found out, for the reason `why`. */
export type Found = { ok: boolean | null; why: string; problems: string[]; unseen: string[] }

function unknown(why: string): Found {
  return { ok: null, why, problems: [], unseen: [] }
}

/** Returns the pages' problems. */
export async function loadPage(context: ToolContext): Promise<Found> {
  const pages = pagesOf((await context.files.read('src/App.tsx')) ?? '')
  const command = `${script} ${pages.join(' ')}`
  const found = await findProblems(command, context)
  // Retry once: the machine may have been busy.
  return found.ok === null ? findProblems(command, context) : found
}

async function findProblems(command: string, context: ToolContext): Promise<Found> {
  const result = await runInSandbox(command, timeoutMs, context)
  if (result.timedOut) return unknown(`The page did not load within ${timeoutMs / 1000} s.`)
  const report = reportIn(result.stdout)
  if (report === null) {
    const output = tailOf(withoutColours(`${result.stderr}\n${result.stdout}`).trim(), 600)
    return unknown(`The page could not be loaded: ${output || 'the check printed nothing'}`)
  }
  const { ok, why, unseen } = report
  const problems = report.problems.map(say)
  if (problems.length > 0) return { ok: false, why, problems, unseen }
  return ok === true ? { ok, why, problems, unseen } : unknown(why || 'The check did not say why.')
}
