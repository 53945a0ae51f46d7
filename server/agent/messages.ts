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
import { withoutSecretsIn } from '../lib/secrets.ts'
import type { PagePicture } from '../browser/port.ts'
import { compact } from './compact.ts'
import { systemPrompt } from './prompt.ts'
import { steerMessage } from './steer-mark.ts'

export type StepWithResults = SettledStep & { results: SettledTool[] }

/** Call id of the graph's own check. */
export function gateCallId(step: number): string {
  return `gate-${step}`
}

const interrupted =
  'Interrupted before it came to its end. Look at the files before you do it again.'

/**
 * Includes the graph's own checks as if the model had called them: providers require a call for
 * each result.
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

/** `turn` makes call ids unique: providers reject a conversation that repeats one. */
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

/** Of the newest calls. The call's result says in words what a picture shows. */
const mostPictures = 4

function pictureMessage(pictures: readonly PagePicture[]): BaseMessage {
  return steerMessage(
    pictures.flatMap(({ caption, route, bytes }) => [
      { type: 'text', text: `Picture of ${route}: ${caption}` },
      {
        type: 'image_url',
        image_url: { url: `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}` },
      },
    ]),
  )
}

type Pictures = ReadonlyMap<string, readonly PagePicture[]>

/** The last four of all. */
function newestOf(pictures: Pictures): Pictures {
  const newest = new Map<string, readonly PagePicture[]>()
  let left = mostPictures
  for (const [callId, taken] of [...pictures].reverse()) {
    if (left > 0) newest.set(callId, taken.slice(-left))
    left -= taken.length
  }
  return newest
}

/** Puts steering messages before the step that received them. */
function workMessages(
  steps: StepWithResults[],
  steers: readonly Steer[],
  { turn, pictures }: { turn: string; pictures: Pictures },
): BaseMessage[] {
  const saidBefore = (step: number) =>
    steers
      .filter((steer) => steer.step === step)
      .map(({ name, text }) => steerMessage(words(name, text)))
  const seenIn = ({ results }: StepWithResults) => {
    const seen = results.flatMap(({ callId }) => pictures.get(callId) ?? [])
    return seen.length > 0 ? [pictureMessage(seen)] : []
  }
  const beyond = steers.filter(({ step }) => step >= steps.length)
  return [
    ...steps.flatMap((step, index) => [
      ...saidBefore(index),
      ...stepMessages(step, turn),
      ...seenIn(step),
    ]),
    ...beyond.map(({ name, text }) => steerMessage(words(name, text))),
  ]
}

const none: Pictures = new Map()

/** The conversation for the next model call, within the budget. */
export function conversation(
  history: ConversationTurn[],
  prompt: { name: string; text: string },
  steps: StepWithResults[],
  {
    steers = [],
    pictures = none,
    note = null,
  }: {
    steers?: readonly Steer[]
    /** Of this run's calls. */
    pictures?: Pictures
    /** For the model alone. */
    note?: string | null
  } = {},
): BaseMessage[] {
  // people may have written one, and files may hold one
  const all = withoutSecretsIn({ history, prompt, steps, steers })
  const past = all.history.flatMap((turn) =>
    turn.from === 'person'
      ? [said(turn.name, turn.text)]
      : workMessages(turn.steps, turn.steers, { turn: `t${turn.place}`, pictures: none }),
  )
  const asked = said(all.prompt.name, all.prompt.text)
  const now = [
    asked,
    ...workMessages(all.steps, all.steers, { turn: 'now', pictures: newestOf(pictures) }),
  ]
  return [
    new SystemMessage(note === null ? systemPrompt : `${systemPrompt}\n\n${note}`),
    ...compact(past, now),
  ]
}
