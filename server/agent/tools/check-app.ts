import { z } from 'zod'
import type { PagePicture } from '../../browser/port.ts'
import { headOf, tailOf } from '../../../shared/truncate.ts'
import { bringFiles, runInSandbox, withoutColours } from './command.ts'
import { lookAtPage } from './look-at-page.ts'
import { type Found, loadPage } from './page-load.ts'
import { defineTool, done, failed, type ToolContext } from './tool.ts'

const typesTimeoutMs = 90_000
/** Not the app's own script: editing package.json could disable it. */
const typesCommand = 'bun x --no-install tsc --noEmit --pretty false'
const maxProblems = 40
const nobodyLooked = 'No browser looked at this page.'
/** How the answer begins if the check itself failed. */
export const uncheckedWords = 'The app could not be checked'
/** Characters read per line. */
const maxLineLength = 5_000

/** One error per item, as `file:line:column: …` with its continuation lines joined. */
export function typeProblems(output: string): string[] {
  const problems: string[] = []
  for (const whole of withoutColours(output).split('\n')) {
    const line = headOf(whole, maxLineLength)
    const match = /^(.+?)\((\d+),(\d+)\): error (TS\d+: .*)$/.exec(line)
    if (match) problems.push(`${match[1]}:${match[2]}:${match[3]}: ${match[4]}`)
    else if (/^error TS\d+: /.test(line)) problems.push(line)
    else if (/^ {2,}\S/.test(line) && problems.length > 0) {
      const last = problems.length - 1
      const joined = `${problems[last]} ${line.trim()}`
      if (joined.length < 600) problems[last] = joined
    }
  }
  return problems
}

async function checkTypes(context: ToolContext): Promise<Found> {
  const result = await runInSandbox(typesCommand, typesTimeoutMs, context)
  const found = { why: '', problems: [], unseen: [] }
  if (result.timedOut) {
    const why = `The type check took longer than ${typesTimeoutMs / 1000} s.`
    return { ...found, ok: null, why }
  }
  if (result.exitCode === 0) return { ...found, ok: true }
  const output = `${result.stdout}\n${result.stderr}`
  const problems = typeProblems(output)
  if (problems.length > 0) return { ...found, ok: false, problems }
  const words = tailOf(withoutColours(output).trim(), 600) || 'no output'
  return { ...found, ok: null, why: `The type check failed: ${words}` }
}

function distinct(problems: string[]): string[] {
  return [...new Set(problems.map(inOneLine))]
}

/** Not a regular expression: long runs of blanks would take quadratic time. */
function inOneLine(problem: string): string {
  return problem
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join(' ')
}

export const checkApp = defineTool({
  name: 'check_app',
  description:
    'Checks the whole app: its types, and its pages in a browser, as a careful visitor looks at them: errors, empty or covered pages, sizes, each button clicked once, a second load. The first line says clean or how many problems; then the problems with their places, or what is on each page.',
  schema: z.object({}),
  title: () => 'Types and page',
  async run(_args, context) {
    await bringFiles(context)
    const [types, page] = await Promise.all([checkTypes(context), seePage(context)])
    const checks = { types: types.ok, page: page.ok }
    const problems = [...new Set([...distinct(types.problems), ...page.problems])]
    const seen = page.pictures.length > 0 ? { checks, pictures: page.pictures } : { checks }
    if (problems.length === 0) {
      const why = [types.why, page.why].filter(Boolean).join(' ')
      if (why) return { ...failed(`${uncheckedWords}: ${why}`), ...seen }
      return { ...done(['clean', ...page.unseen].join('\n')), ...seen }
    }
    const shown = problems.slice(0, maxProblems)
    if (problems.length > maxProblems) shown.push(`… and ${problems.length - maxProblems} more`)
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
    return { ...failed([count, ...shown].join('\n')), ...seen }
  },
})

/** In a browser; where none can look, as much as can be known without, and that is said. */
async function seePage(context: ToolContext): Promise<Found & { pictures: PagePicture[] }> {
  const looked = await lookAtPage(context)
  if (looked.seen) {
    const { problems, notes, pictures } = looked
    return { ok: problems.length === 0, why: '', problems, unseen: notes, pictures }
  }
  const found = await loadPage(context)
  const unseen = [...found.unseen, `${nobodyLooked} ${looked.why}`]
  return { ...found, problems: distinct(found.problems), unseen, pictures: [] }
}

/** False if the check itself failed. */
export function foundProblems(result: string): boolean {
  return /^\d+ problems?$/m.test(firstLine(result))
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
