import type {
  RecordMessage,
  RecordStep,
  ToolSummary,
} from '../../shared/protocol/record-message.ts'
import type { LiveMessage, LiveStep, LiveTool } from './live-messages.ts'

export type AgentMessage = Extract<RecordMessage, { from: 'agent' }>

/** `streaming` while its text still grows. */
export interface ShownStep {
  step: number
  text: string
  tools: readonly ToolSummary[]
  streaming: boolean
}

function isOver(message: AgentMessage) {
  return (
    message.status !== 'running' && message.status !== 'stopping' && message.status !== 'queued'
  )
}

function fromLive({ callId, tool, title, state, ms }: LiveTool): ToolSummary {
  return {
    callId,
    tool,
    title,
    state,
    ms,
    files: [],
  }
}

/** A finished tool call replaces a running one. */
function mergeTools(record: readonly ToolSummary[], live: readonly LiveTool[]): ToolSummary[] {
  const liveById = new Map(live.map((tool) => [tool.callId, tool]))
  const known = new Set(record.map((tool) => tool.callId))
  const merged = record.map((tool) => {
    const other = liveById.get(tool.callId)
    if (tool.state !== 'running' || !other || other.state === 'running') return tool
    return { ...tool, state: other.state, ms: other.ms }
  })
  return [...merged, ...live.filter((tool) => !known.has(tool.callId)).map(fromLive)]
}

function shownLive(step: LiveStep, over: boolean): ShownStep {
  return {
    step: step.step,
    text: step.text,
    tools: step.tools.map(fromLive),
    streaming: !step.settled && !over,
  }
}

function shownRecord(step: RecordStep, live: LiveStep | undefined): ShownStep {
  return {
    step: step.step,
    text: step.text,
    tools: mergeTools(step.tools, live?.tools ?? []),
    streaming: false,
  }
}

export function mergeSteps(message: AgentMessage, live: LiveMessage | undefined): ShownStep[] {
  const over = isOver(message)
  if (!live || over) return message.steps.map((step) => shownRecord(step, undefined))
  const settled = new Set(message.steps.map((step) => step.step))
  const liveByStep = new Map(live.steps.map((step) => [step.step, step]))
  return [
    ...message.steps.map((step) => shownRecord(step, liveByStep.get(step.step))),
    ...live.steps
      .filter((step) => !settled.has(step.step))
      .map((step) => shownLive(step, live.ended)),
  ].sort((a, b) => a.step - b.step)
}

/** True once the record has all that events had of an ended message. */
export function isTold(message: RecordMessage | undefined): boolean {
  return message?.from === 'agent' && isOver(message)
}
