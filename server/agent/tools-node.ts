import type { Attempt } from './attempt.ts'
import { execute } from './execute.ts'
import { afterCall, afterCheck } from './loop-guard.ts'
import type { State, Update } from './state.ts'
import { checkApp } from './tools/check-app.ts'

/** The tool calls of the step before, in their order: a later one sees the files as an earlier one left them. */
export async function toolsNode(state: State, attempt: Attempt): Promise<Update> {
  const { run, steps } = attempt
  const number = state.step - 1
  const step = await steps.step(number)
  let { loopGuard, cleanTree, leftOver } = state
  for (const [index, call] of (step?.toolCalls ?? []).entries()) {
    const tree = await run.files.hash()
    const executed = await execute(call, number, attempt)
    if (call.name !== checkApp.name) {
      loopGuard = afterCall(loopGuard, { ...call, title: executed.title }, executed)
      continue
    }
    loopGuard = afterCheck(loopGuard, tree, executed)
    leftOver = executed.ok ? null : executed.result
    // A check from an earlier attempt that was followed by other calls says nothing of the tree as it is now.
    const last = index === (step?.toolCalls.length ?? 0) - 1
    if (executed.ok && (executed.fresh || last)) cleanTree = tree
  }
  return { loopGuard, cleanTree, leftOver }
}
