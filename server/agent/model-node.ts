import { storable } from '../../shared/storable.ts'
import type { PaidStep } from '../agent-port/agent.ts'
import type { Attempt } from './attempt.ts'
import { wrapUp } from './budget.ts'
import { conversation } from './messages.ts'
import { askModel } from './model-call.ts'
import type { State, Update } from './state.ts'

/** Unique within a run whatever the provider sends; stable when a step is replayed. */
function callIdOf(step: number, index: number): string {
  return `call-${step}-${index}`
}

/** Skips the call if an earlier attempt settled it. */
export async function modelNode(state: State, attempt: Attempt): Promise<Update> {
  const { run, steps, call } = attempt
  const { step } = state
  if ((await steps.step(step)) !== null) return { step: step + 1 }
  const steers = await run.journal.takeSteers(step)
  const messages = conversation(run.history, run.prompt, await steps.before(step), {
    steers,
    pictures: steps.pictures,
    note: await wrapUp(step, attempt),
  })
  const answer = await askModel(
    call,
    messages,
    {
      text: (piece) => run.journal.token(step, piece.replaceAll('\0', '\ufffd')),
      restart: () => run.journal.restartStep(step),
    },
    run.signal,
  )
  const settled: PaidStep = {
    step,
    text: storable(answer.text),
    toolCalls: answer.calls.map(({ name, args }, index) => ({
      id: callIdOf(step, index),
      name,
      args,
    })),
    usage: answer.usage,
  }
  await run.journal.settleStep(settled)
  steps.addStep(settled)
  return { step: step + 1 }
}
