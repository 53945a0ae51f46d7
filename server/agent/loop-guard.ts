import { createHash } from 'node:crypto'

/** The run stops and asks the users after this many equal failures. */
const sameFailures = 3

interface Finding {
  print: string
  tree: string
  times: number
}

export interface LoopGuard {
  /** Failures per identical call since the last file change. */
  failures: Record<string, number>
  /** The last check's problems, and how many checks in a row found the same, each after a change. */
  check: Finding | null
  /** The same for what went wrong when the app was used. */
  use: Finding | null
  /** The reason for stopping, as part of a sentence for users. */
  tripped: string | null
}

export function newLoopGuard(): LoopGuard {
  return { failures: {}, check: null, use: null, tripped: null }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24)
}

/** The order of problems, and numbers, which are lines, columns, times and sizes, change with each edit. */
function printOf(problems: string): string {
  const lines = problems.split('\n').map((line) =>
    line
      .toLowerCase()
      .replace(/\b\d[\d.]*(?:ms|s|px|%|kb|mb)?\b/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  )
  return digest(lines.toSorted().join('\n'))
}

/** The action that failed and the errors: what else the page shows may differ each time. */
function printOfUse(result: string): string {
  const telling = /^(?:\s*\d+\. Couldn't .*?[”/\w]\. |\s*Error: .*)/
  const lines = result
    .split('\n')
    .map((line) => telling.exec(line)?.[0] ?? '')
    .filter(Boolean)
  return printOf([...new Set(lines)].join('\n') || result)
}

/** For calls other than checks. A file change resets the failures: a repeat may now succeed. */
export function afterCall(
  loopGuard: LoopGuard,
  call: { name: string; args: Record<string, unknown>; title: string },
  outcome: { ok: boolean; changed: boolean },
): LoopGuard {
  const kept = outcome.changed ? {} : loopGuard.failures
  if (outcome.ok) return { ...loopGuard, failures: kept }
  const print = digest(`${call.name} ${JSON.stringify(call.args)}`)
  const times = (kept[print] ?? 0) + 1
  const tripped =
    times >= sameFailures
      ? `${call.name} (${call.title}) failed ${times} times in the same way`
      : null
  return {
    ...loopGuard,
    failures: { ...kept, [print]: times },
    tripped: loopGuard.tripped ?? tripped,
  }
}

function found(last: Finding | null, print: string, tree: string): Finding {
  if (last?.print !== print) return { print, tree, times: 1 }
  return last.tree === tree ? last : { print, tree, times: last.times + 1 }
}

/** `tree` is the checked files' hash; rechecks of the same tree don't count. */
export function afterCheck(
  loopGuard: LoopGuard,
  tree: string,
  outcome: { ok: boolean; result: string },
): LoopGuard {
  if (outcome.ok) return { ...loopGuard, check: null }
  const check = found(loopGuard.check, printOf(outcome.result), tree)
  const tripped =
    check.times >= sameFailures ? `the same problems were left after ${check.times} checks` : null
  return { ...loopGuard, check, tripped: loopGuard.tripped ?? tripped }
}

/** For a use of the app, beside `afterCall`. */
export function afterUse(
  loopGuard: LoopGuard,
  tree: string,
  outcome: { ok: boolean; result: string },
): LoopGuard {
  if (outcome.ok) return { ...loopGuard, use: null }
  const use = found(loopGuard.use, printOfUse(outcome.result), tree)
  const tripped =
    use.times >= sameFailures
      ? `the app did the same wrong when it was tried after ${use.times} changes`
      : null
  return { ...loopGuard, use, tripped: loopGuard.tripped ?? tripped }
}
