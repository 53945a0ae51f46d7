import { type Call, pathOf, type Turn } from './conversation.ts'
import { minimalEdits } from './change/diff.ts'
import { generateApp } from './generate/app.ts'
import { applyTheme } from './generate/theme-css.ts'
import { defaultTheme } from './generate/looks.ts'
import { retitle, setDefaultScheme } from './generate/html.ts'
import { parseSpec, type Spec } from './parse/spec.ts'
import { enumerate } from './parse/words.ts'
import {
  act,
  checkApp,
  deleteFile,
  editFile,
  type Reply,
  say,
  type ToolRequest,
  writeFile,
} from './reply.ts'
import { reportCheck } from './report.ts'
import { suggestions } from './suggest.ts'
import { describe } from './describe.ts'
import { leftOut } from './talk.ts'
import { isTemplateFile, type Seen } from './workspace.ts'

/** The next step towards a new app: write its files, check it, tell what was made. */
export function buildReply(
  turn: Turn,
  paths: string[],
  seen: Seen,
  tools: ReadonlySet<string>,
): Reply {
  const spec = parseSpec(turn.request)
  const files = generateApp(spec)
  const obsolete = tools.has('delete_file')
    ? paths.filter((path) => !isTemplateFile(path) && !files.has(path))
    : []
  const [parts, whole]: [ToolRequest[], ToolRequest[]] = [[], []]
  for (const [path, content] of files) {
    const early =
      path.startsWith('src/data/') || path.startsWith('src/lib/') || path === 'src/config.ts'
    if (early) parts.push(writeFile(path, content))
    else whole.push(writeFile(path, content))
  }
  parts.push(...lookEdits(spec, seen))
  whole.push(...obsolete.map(deleteFile))

  const first = open(turn.calls, parts)
  if (first.length > 0)
    return act(
      first.length < parts.length ? 'Once more, what did not go through.' : opening(spec),
      first,
    )
  const second = open(turn.calls, whole)
  if (second.length > 0) {
    return act('The data and the look are in place; now the parts that you see.', second)
  }
  const failed = finallyFailed(turn.calls)
  if (tools.has('check_app') && !turn.calls.some((call) => call.name === 'check_app')) {
    return act('Now a check that it compiles, loads and runs clean.', [checkApp()])
  }
  const done = `**${spec.name}** is ready: ${describe(spec)}.${leftOut(turn.request)}`
  return say(reportCheck(turn.calls, failed, done, suggestions(spec)))
}

function opening(spec: Spec): string {
  const looks = [spec.theme.primaryWord, spec.theme.mode, spec.theme.fontWord].filter(
    (word) => word !== undefined,
  )
  const look = looks.length > 0 ? `, in ${enumerate(looks)}` : ''
  return `I’ll build **${spec.name}**: ${describe(spec)}${look}.`
}

/** Colours, corners and type in the stylesheet; name and scheme in the page. */
function lookEdits(spec: Spec, seen: Seen): ToolRequest[] {
  const theme = defaultTheme(spec)
  const requests: ToolRequest[] = []
  const css = seen.before.get('src/index.css')
  if (css !== undefined) {
    const edits = minimalEdits(css, applyTheme(css, theme))
    if (edits.length > 0) requests.push(editFile('src/index.css', edits))
  }
  const html = seen.before.get('index.html')
  if (html !== undefined) {
    const edits = minimalEdits(html, setDefaultScheme(retitle(html, spec.name), theme.mode))
    if (edits.length > 0) requests.push(editFile('index.html', edits))
  }
  return requests
}

/** What is still to be called: never made, or failed once. What failed twice is given up. */
function open(calls: Call[], requests: ToolRequest[]): ToolRequest[] {
  return requests.filter((request) => {
    const made = calls.filter(
      (call) => call.name === request.name && pathOf(call) === request.args['path'],
    )
    return made.length < 2 && made.every((call) => call.failed)
  })
}

/** The last call for each file that never went well. */
function finallyFailed(calls: Call[]): Call[] {
  const last = new Map<string, Call>()
  for (const call of calls) {
    if (/^(?:write|edit|delete)_file$/.test(call.name)) last.set(pathOf(call), call)
  }
  return [...last.values()].filter((call) => call.failed)
}
