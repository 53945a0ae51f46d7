import type { Attempt } from './attempt.ts'
import { execute } from './execute.ts'
import { afterCheck } from './loop-guard.ts'
import { gateCallId } from './messages.ts'
import type { State, Update } from './state.ts'
import { checkApp, foundProblems, uncheckedWords } from './tools/check-app.ts'

/**
 * Before a run ends, checks the app if files changed since the last clean check. The check is a
 * visible tool call, and its problems go back to the model. Sets the outcome when nothing is left
 * to do.
 */
export async function gateNode(state: State, attempt: Attempt): Promise<Update> {
  const tree = await attempt.run.files.hash()
  const number = state.step - 1
  const checked = (await attempt.steps.tool(gateCallId(number))) !== null
  if (!checked && tree === state.cleanTree) return { outcome: { ok: true } }
  const call = { id: gateCallId(number), name: checkApp.name, args: {} }
  const { ok, result } = await execute(call, number, attempt)
  if (ok) return { outcome: { ok: true }, cleanTree: tree, leftOver: null }
  if (!foundProblems(result)) {
    const isSaid = result.startsWith(uncheckedWords)
    const message = isSaid ? result : `Couldn't check the app. ${result}`
    return { outcome: { ok: false, code: 'sandbox_failed', message } }
  }
  const loopGuard = afterCheck(state.loopGuard, tree, { ok, result })
  return { leftOver: result, loopGuard, gateRounds: state.gateRounds + 1 }
}
