import { z } from 'zod'
import { runInSandbox, withoutColours } from './command.ts'
import type { ToolContext } from './tool.ts'

const timeoutMs = 60_000
const command = 'node .fegg/check-page.ts'

const PageError = z.union([
  z.string(),
  z.object({
    message: z.string(),
    file: z.string().nullish(),
    line: z.int().nullish(),
    column: z.int().nullish(),
  }),
])

/** What the page load script prints as its last line. */
const PageReport = z.object({
  ok: z.boolean(),
  /** The page was really rendered. */
  loaded: z.boolean(),
  errors: PageError.array(),
  warnings: PageError.array().default([]),
  text: z.string().default(''),
  ms: z.number().default(0),
})

const say = (error: z.infer<typeof PageError>): string => {
  if (typeof error === 'string') return error
  const { file, line, column, message } = error
  const place = [file, line, column].filter((part) => part !== null && part !== undefined).join(':')
  return place ? `${place}: ${message}` : message
}

const reportIn = (output: string): z.infer<typeof PageReport> | null => {
  for (const line of output.split('\n').reverse()) {
    if (!line.trimStart().startsWith('{')) continue
    try {
      const report = PageReport.safeParse(JSON.parse(line))
      if (report.success) return report.data
    } catch {
      // Not JSON: something else that the app printed.
    }
  }
  return null
}

/**
 * Loads the app's page in the sandbox and gives its problems. Without a proof that the page was loaded there is always at
 * least one.
 */
export async function loadPage(context: ToolContext): Promise<string[]> {
  const result = await runInSandbox(command, timeoutMs, context)
  if (result.timedOut) return [`The page did not finish loading within ${timeoutMs / 1000} s.`]
  const report = reportIn(result.stdout)
  if (report === null) {
    const output = withoutColours(`${result.stderr}\n${result.stdout}`).trim().slice(-600)
    return [`The page could not be loaded: ${output || 'the check printed nothing'}`]
  }
  const problems = report.errors.map(say)
  if (problems.length > 0) return problems
  if (!report.loaded) return ['The page was not loaded: nothing was rendered.']
  return report.ok ? [] : ['The page load failed without saying why.']
}
