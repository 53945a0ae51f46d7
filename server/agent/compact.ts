import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages'
import { contextBudget, cutLength, pictureLength } from '../agent-port/context-budget.ts'
import { truncateMiddle } from '../../shared/truncate.ts'

/** In tokens, at about four characters each. */
const tokenBudget = contextBudget / 4

/** The newest messages of this run stay whole: the model is working with them. */
const keptWhole = 12

function sizeOf(message: BaseMessage): number {
  const calls = AIMessage.isInstance(message) ? JSON.stringify(message.tool_calls ?? []).length : 0
  const pictures = Array.isArray(message.content)
    ? message.content.filter(({ type }) => type === 'image_url').length
    : 0
  return (message.text.length + calls + pictures * pictureLength) / 4
}

function cutResultOf(message: BaseMessage): BaseMessage {
  if (!ToolMessage.isInstance(message) || message.text.length <= cutLength) return message
  return new ToolMessage({
    tool_call_id: message.tool_call_id,
    ...(message.name === undefined ? {} : { name: message.name }),
    ...(message.status === undefined ? {} : { status: message.status }),
    content: truncateMiddle(message.text, cutLength),
  })
}

function cutValue(value: unknown): unknown {
  if (typeof value === 'string') return truncateMiddle(value, cutLength)
  if (Array.isArray(value)) return value.map(cutValue)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cutValue(inner)]))
}

function cutArgumentsOf(message: BaseMessage): BaseMessage {
  if (!AIMessage.isInstance(message) || !message.tool_calls?.length) return message
  return new AIMessage({
    content: message.text,
    tool_calls: message.tool_calls.map((call) => ({
      ...call,
      args: Object.fromEntries(Object.entries(call.args).map(([key, v]) => [key, cutValue(v)])),
    })),
  })
}

/**
 * Cuts tool results, then tool arguments, then whole turns of earlier runs, oldest first, until the
 * budget is met. This run's prompt and newest messages always stay.
 */
export function compact(
  past: BaseMessage[],
  now: BaseMessage[],
  budget: number = tokenBudget,
): BaseMessage[] {
  const all = [...past, ...now]
  let total = all.reduce((sum, message) => sum + sizeOf(message), 0)
  const free = Math.max(past.length, all.length - keptWhole)
  for (const cut of [cutResultOf, cutArgumentsOf]) {
    for (let index = 0; index < free && total > budget; index += 1) {
      const message = all[index]
      if (message === undefined) break
      const shorter = cut(message)
      total += sizeOf(shorter) - sizeOf(message)
      all[index] = shorter
    }
  }
  let from = 0
  while (total > budget && from < past.length) {
    const next = all.findIndex((message, index) => index > from && HumanMessage.isInstance(message))
    const end = next === -1 ? past.length : Math.min(next, past.length)
    for (const message of all.slice(from, end)) total -= sizeOf(message)
    from = end
  }
  return all.slice(from)
}
