import { createHash } from 'node:crypto'

/** So often may the same thing fail before the run stops and asks people. */
const sameFailures = 3

/** What the loop detection remembers between steps; part of the graph's state. */
export interface Fuse {
  /** How often a call with the same arguments failed since the last change to the files. */
  failures: Record<string, number>
  /** The problems of the last check, and how often in a row they were the same after a change. */
  check: { print: string; tree: string; times: number } | null
  /** What blew it, in words for people; null while it holds. */
  blown: string | null
}

export function newFuse(): Fuse {
  return { failures: {}, check: null, blown: null }
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
  fuse: Fuse,
  call: { name: string; args: Record<string, unknown>; title: string },
  outcome: { ok: boolean; changed: boolean },
): Fuse {
  const kept = outcome.changed ? {} : fuse.failures
  if (outcome.ok) return { ...fuse, failures: kept }
  const print = digest(`${call.name} ${JSON.stringify(call.args)}`)
  const times = (kept[print] ?? 0) + 1
  const blown =
    times >= sameFailures
      ? `${call.name} (${call.title}) failed ${times} times in the same way`
      : null
  return { ...fuse, failures: { ...kept, [print]: times }, blown: fuse.blown ?? blown }
}

/** After a check of the app, whose files had the hash `tree`. Only checks after a change count. */
export function afterCheck(
  fuse: Fuse,
  tree: string,
  outcome: { ok: boolean; result: string },
): Fuse {
  if (outcome.ok) return { ...fuse, check: null }
  const print = printOf(outcome.result)
  const last = fuse.check
  if (last?.print !== print) return { ...fuse, check: { print, tree, times: 1 } }
  if (last.tree === tree) return fuse
  const times = last.times + 1
  const blown = times >= sameFailures ? `the same problems were left after ${times} checks` : null
  return { ...fuse, check: { print, tree, times }, blown: fuse.blown ?? blown }
}
