import { type Call, pathOf, type Turn } from '../conversation.ts'
import { enumerate } from '../parse/words.ts'
import { act, checkApp, readFile, type Reply, say, type ToolRequest } from '../reply.ts'
import { reportCheck } from '../report.ts'
import { notUnderstood } from '../talk.ts'
import type { Seen } from '../workspace.ts'
import { apply, reads } from './apply.ts'
import { Draft } from './draft.ts'
import type { Outcome } from './outcome.ts'
import type { Change } from './parse.ts'

/** The next step towards a change: read what it touches, edit it, check, tell. */
export function changeReply(
  turn: Turn,
  paths: string[],
  seen: Seen,
  tools: ReadonlySet<string>,
  changes: Change[],
): Reply {
  if (changes.length === 0) return say(notUnderstood())
  const wanted = paths.filter((path) =>
    changes.some((change) => reads(change).some((pattern) => pattern.test(path))),
  )
  const asked = new Set(turn.calls.filter((call) => call.name === 'read_file').map(pathOf))
  const unread = wanted.filter((path) => !asked.has(path))
  if (unread.length > 0) return act('I’ll read the parts that this touches.', unread.map(readFile))

  const failed = openFailures(turn.calls)
  const stale = failed.filter((path) => !seen.again.has(path))
  if (stale.length > 0)
    return act(
      'Something there has just changed; I’ll look again before I edit.',
      stale.map(readFile),
    )

  const contents = new Map([...seen.before, ...seen.again])
  const draft = new Draft(paths, contents)
  const outcomes = changes.map((change) => apply(change, draft))
  const todo = draft.requests().filter((request) => isOpen(request, turn.calls))
  if (todo.length > 0) return act(plan(outcomes), todo)

  const touched = turn.calls.some((call) => /^(?:write|edit)_file$/.test(call.name) && !call.failed)
  if (!touched) return say(nothingDone(outcomes, failed))
  if (tools.has('check_app') && !checkedSince(turn.calls))
    return act('Now a check of the whole app.', [checkApp()])
  const lost = turn.calls.filter((call) => failed.includes(pathOf(call)) && call.failed)
  return say(reportCheck(turn.calls, lost, told(outcomes), next))
}

const next = [
  '“make it teal with rounded corners”',
  '“add a page called Help”',
  '“add a dark-mode switch”',
]

/** Files whose last edit failed. */
function openFailures(calls: Call[]): string[] {
  const last = new Map<string, boolean>()
  for (const call of calls) {
    if (/^(?:write|edit)_file$/.test(call.name)) last.set(pathOf(call), call.failed)
  }
  return [...last].flatMap(([path, failed]) => (failed ? [path] : []))
}

/** A call is open until it went well; one that failed gets a second try, no third. */
function isOpen(request: ToolRequest, calls: Call[]): boolean {
  const made = calls.filter(
    (call) => call.name === request.name && pathOf(call) === request.args['path'],
  )
  return made.every((call) => call.failed) && made.length < 2
}

/** Whether the app was checked after the last change. */
function checkedSince(calls: Call[]): boolean {
  const check = calls.findLastIndex((call) => call.name === 'check_app')
  const edit = calls.findLastIndex((call) => /^(?:write|edit)_file$/.test(call.name))
  return check > edit
}

function plan(outcomes: Outcome[]): string {
  const count = outcomes.filter((outcome) => outcome.ok).length
  return count > 1
    ? `Here are the ${count} changes, as small edits.`
    : 'Here is the change, as small edits.'
}

function told(outcomes: Outcome[]): string {
  const doneWell = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.done] : []))
  const not = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.why]))
  return `I ${enumerate(doneWell)}.${not.length > 0 ? ` One thing I could not do: ${enumerate(not)}.` : ''}`
}

function nothingDone(outcomes: Outcome[], failed: string[]): string {
  if (failed.length > 0)
    return `I could not edit ${enumerate(failed)}: it keeps changing under my hands. Please ask me again.`
  const why = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.done] : [outcome.why]))
  return `Nothing had to change: ${enumerate(why)}. ${'Tell me what else you would like.'}`
}
