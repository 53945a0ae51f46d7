import { createHash } from 'node:crypto'

/** The run stops and asks the users after this many equal failures. */
const sameFailures = 3

export interface LoopGuard {
  /** Failures per identical call since the last file change. */
  failures: Record<string, number>
  /** The last check's problems, and how many checks in a row found the same, each after a change. */
  check: { print: string; tree: string; times: number } | null
  /** The reason for stopping, as part of a sentence for users. */
  tripped: string | null
}

export function newLoopGuard(): LoopGuard {
  return { failures: {}, check: null, tripped: null }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24)
}

/** Line and column move with each edit. */
function printOf(problems: string): string {
  return digest(problems.replace(/:\d+/g, ''))
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

/** `tree` is the checked files' hash; rechecks of the same tree don't count. */
export function afterCheck(
  loopGuard: LoopGuard,
  tree: string,
  outcome: { ok: boolean; result: string },
): LoopGuard {
  if (outcome.ok) return { ...loopGuard, check: null }
  const print = printOf(outcome.result)
  const last = loopGuard.check
  if (last?.print !== print) return { ...loopGuard, check: { print, tree, times: 1 } }
  if (last.tree === tree) return loopGuard
  const times = last.times + 1
  const tripped = times >= sameFailures ? `the same problems were left after ${times} checks` : null
  return { ...loopGuard, check: { print, tree, times }, tripped: loopGuard.tripped ?? tripped }
}
