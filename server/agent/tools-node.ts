import type { Attempt } from './attempt.ts'
import { execute } from './execute.ts'
import { afterCall, afterCheck, afterUse } from './loop-guard.ts'
import type { State, Update } from './state.ts'
import { checkApp } from './tools/check-app.ts'
import { useApp, wasUsed } from './tools/use-app.ts'

/** In order: each call sees the files the previous one left. */
export async function toolsNode(state: State, attempt: Attempt): Promise<Update> {
  const { run, steps } = attempt
  const number = state.step - 1
  const step = await steps.step(number)
  let { loopGuard, cleanTree, leftOver } = state
  for (const [index, call] of (step?.toolCalls ?? []).entries()) {
    const tree = await run.files.hash()
    const executed = await execute(call, number, attempt)
    if (call.name !== checkApp.name) {
      if (call.name === useApp.name && wasUsed(executed.result))
        loopGuard = afterUse(loopGuard, tree, executed)
      loopGuard = afterCall(loopGuard, { ...call, title: executed.title }, executed)
      continue
    }
    loopGuard = afterCheck(loopGuard, tree, executed)
    leftOver = executed.ok ? null : executed.result
    // An earlier attempt's check says nothing about the current tree if other calls followed it.
    const last = index === (step?.toolCalls.length ?? 0) - 1
    if (executed.ok && (executed.fresh || last)) cleanTree = tree
  }
  return { loopGuard, cleanTree, leftOver }
}
