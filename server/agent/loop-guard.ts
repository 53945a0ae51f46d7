import { createHash } from 'node:crypto'

/** The run stops and asks people after so many equal failures. */
const sameFailures = 3

/** What is remembered between steps to find a run that repeats itself; part of the graph's state. */
export interface LoopGuard {
  /** How often a call with the same arguments failed since the last change to the files. */
  failures: Record<string, number>
  /** The problems of the last check, and how often in a row they were the same after a change. */
  check: { print: string; tree: string; times: number } | null
  /** Why it stopped the run, as part of a sentence for people; null while it has not. */
  tripped: string | null
}

export function newLoopGuard(): LoopGuard {
  return { failures: {}, check: null, tripped: null }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24)
}

/** Line and column move with each edit, the problem stays the same. */
function printOf(problems: string): string {
  return digest(problems.replace(/:\d+/g, ''))
}

/** After a call that isn't a check. A change to the files makes every repeat worth a try again. */
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

/** After a check of the app, whose files had the hash `tree`. Only checks after a change count. */
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
