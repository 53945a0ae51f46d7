import {
  AIMessage,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages'
import type {
  ConversationTurn,
  SettledStep,
  SettledTool,
  Steer,
  ToolCall,
} from '../agent-port/agent.ts'
import { compact } from './compact.ts'
import { systemPrompt } from './prompt.ts'
import { steerMessage } from './steer-mark.ts'

export type StepWithResults = SettledStep & { results: SettledTool[] }

/** The call id of the check that the graph itself makes after a step. */
export function gateCallId(step: number): string {
  return `gate-${step}`
}

/** Stands for the result of a call that never came to its end. */
const interrupted =
  'Interrupted before it came to its end. Look at the files before you do it again.'

/**
 * A step's calls as the model is shown them. A check that the graph made stands there as if the model had asked for it: so
 * every call has its result, whatever the provider.
 */
function callsOf(step: StepWithResults): ToolCall[] {
  const asked = new Set(step.toolCalls.map(({ id }) => id))
  const gates = step.results.filter(
    ({ callId }) => !asked.has(callId) && callId.startsWith('gate-'),
  )
  return [
    ...step.toolCalls,
    ...gates.map(({ callId }) => ({ id: callId, name: 'check_app', args: {} })),
  ]
}

/** `turn` keeps call ids apart that are the same in several runs: providers refuse a conversation that repeats one. */
function stepMessages(step: StepWithResults, turn: string): BaseMessage[] {
  const calls = callsOf(step)
  if (calls.length === 0) return step.text === '' ? [] : [new AIMessage(step.text)]
  const idOf = (id: string) => `${turn}-${id}`.replace(/[^a-zA-Z0-9_-]/g, '_')
  const ask = new AIMessage({
    content: step.text,
    tool_calls: calls.map(({ id, name, args }) => ({
      id: idOf(id),
      name,
      args,
      type: 'tool_call',
    })),
  })
  const answers = calls.map(({ id, name }) => {
    const settled = step.results.find(({ callId }) => callId === id)
    return new ToolMessage({
      tool_call_id: idOf(id),
      name,
      content: settled?.result ?? interrupted,
      status: settled?.ok ? 'success' : 'error',
    })
  })
  return [ask, ...answers]
}

function words(name: string, text: string): string {
  return `${name}: ${text}`
}
function said(name: string, text: string) {
  return new HumanMessage(words(name, text))
}

/** Steps with what people said in between, each before the step that was given it. */
function workMessages(
  steps: StepWithResults[],
  steers: readonly Steer[],
  turn: string,
): BaseMessage[] {
  const saidBefore = (step: number) =>
    steers
      .filter((steer) => steer.step === step)
      .map(({ name, text }) => steerMessage(words(name, text)))
  const beyond = steers.filter(({ step }) => step >= steps.length)
  return [
    ...steps.flatMap((step, index) => [...saidBefore(index), ...stepMessages(step, turn)]),
    ...beyond.map(({ name, text }) => steerMessage(words(name, text))),
  ]
}

/**
 * The whole conversation for the next model call, within the budget: what was said in earlier runs, this run's prompt, and
 * this run's steps so far, with what people said meanwhile.
 */
export function conversation(
  history: ConversationTurn[],
  prompt: { name: string; text: string },
  steps: StepWithResults[],
  steers: readonly Steer[] = [],
): BaseMessage[] {
  const past = history.flatMap((turn) =>
    turn.from === 'person'
      ? [said(turn.name, turn.text)]
      : workMessages(turn.steps, turn.steers, `t${turn.place}`),
  )
  const now = [said(prompt.name, prompt.text), ...workMessages(steps, steers, 'now')]
  return [new SystemMessage(systemPrompt), ...compact(past, now)]
}
