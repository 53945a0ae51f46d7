import type { AgentResult } from '../agent-port/agent.ts'
import { usedUp } from './budget.ts'
import type { Attempt } from './attempt.ts'
import type { State, Update } from './state.ts'

const shownProblems = 6

function leftWords(leftOver: string | null): string {
  if (leftOver === null) return ''
  const problems = leftOver.split('\n').slice(1)
  const lines = problems.slice(0, shownProblems).map((problem) => `- ${problem}`)
  if (problems.length > shownProblems) lines.push(`- and ${problems.length - shownProblems} more`)
  return `\n\nWhat the last check found and is still there:\n${lines.join('\n')}`
}

async function lastWords(
  state: State,
  attempt: Attempt,
): Promise<{ text: string; outcome: AgentResult }> {
  const left = leftWords(state.leftOver)
  if (state.loopGuard.tripped !== null) {
    const text = `I stopped here, because I was going in circles: ${state.loopGuard.tripped}.${left}\n\nPlease tell me how to go on, or describe it in another way. Everything done so far is kept.`
    return { text, outcome: { ok: true } }
  }
  if (state.step >= attempt.limits.steps) {
    const text = `I have used all ${attempt.limits.steps} steps that one request may take, so I stopped. Everything done so far is kept; write “go on” and I continue from here.${left}`
    const message = `The request took more than ${attempt.limits.steps} steps.`
    return { text, outcome: { ok: false, code: 'step_limit', message } }
  }
  const budget = await usedUp(state.step, attempt)
  if (budget !== null) {
    const text = `This request has used its budget of ${budget}, so I stopped. Everything done so far is kept; write “go on” and I continue from here.${left}`
    const message = `The run used its budget of ${budget}; what it made is kept.`
    return { text, outcome: { ok: false, code: 'step_limit', message } }
  }
  const text = `I could not get the app clean in ${state.gateRounds} rounds, so I stopped. Everything done so far is kept.${left}`
  return { text, outcome: { ok: true } }
}

/** Ends a run that hit a limit, with a message that gives the reason. */
export async function closeNode(state: State, attempt: Attempt): Promise<Update> {
  const { run, steps } = attempt
  const { step } = state
  const { text, outcome } = await lastWords(state, attempt)
  if ((await steps.step(step)) === null) {
    run.signal.throwIfAborted()
    run.journal.token(step, text)
    const settled = { step, text, toolCalls: [], usage: { inputTokens: 0, outputTokens: 0 } }
    await run.journal.settleStep(settled)
    steps.addStep(settled)
  }
  return { step: step + 1, outcome }
}
