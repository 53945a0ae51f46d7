import type { BaseMessage } from '@langchain/core/messages'
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages'
import { isSteer } from './steer-mark.ts'

/** A tool call of the current turn with its result, once there is one. */
export interface Call {
  name: string
  args: Record<string, unknown>
  result?: string
  failed: boolean
}

/** Everything from the last thing that a person said to now. */
export interface Turn {
  /** What the person asked for, without the name that may stand before it. */
  request: string
  calls: Call[]
  /** What people asked for meanwhile, to be done after it. */
  steers: string[]
}

/**
 * Finds the current turn in a conversation. The turn starts at the last human message that was not
 * said while a run worked; human messages that directly follow each other are one request.
 */
export function currentTurn(messages: BaseMessage[]): Turn {
  const last = messages.findLastIndex(
    (message) => HumanMessage.isInstance(message) && !isSteer(message),
  )
  let first = last
  while (first > 0 && HumanMessage.isInstance(messages[first - 1])) first -= 1
  const asked = first < 0 ? [] : messages.slice(first, last + 1)
  const said = asked.map((message) => withoutName(message.text))
  const after = messages.slice(last + 1)
  const steers = after.filter(isSteer).map((message) => withoutName(message.text).trim())
  return { request: said.at(-1)?.trim() ?? '', calls: callsAfter(after), steers }
}

function callsAfter(messages: BaseMessage[]): Call[] {
  const byId = new Map<string, Call>()
  const calls: Call[] = []
  for (const message of messages) {
    if (AIMessage.isInstance(message)) {
      for (const toolCall of message.tool_calls ?? []) {
        const call: Call = { name: toolCall.name, args: toolCall.args, failed: false }
        calls.push(call)
        if (toolCall.id !== undefined) byId.set(toolCall.id, call)
      }
    } else if (ToolMessage.isInstance(message)) {
      const call = byId.get(message.tool_call_id)
      if (call === undefined) continue
      call.result = message.text
      call.failed = message.status === 'error' || /^(error|failed|refused)\b/i.test(message.text)
    }
  }
  return calls
}

/** What a request may begin with before a colon; a person's name never does. */
const noName =
  /^(?:an?|the|my|our|please|add|append|build|call|can|change|colou?rs?|columns?|create|delete|design|fields?|for|generate|give|hello|hey|hi|i|i'd|let|let's|make|move|name|new|note|now|ok|okay|page|pages|remove|rename|replace|sections?|set|show|switch|theme|title|turn|update|use|we|with|write|you)$/i

/** Takes the author's name off, which stands before each message (`Ada: make it green`). */
function withoutName(text: string): string {
  const match = /^\s*([^\s:\n][^:\n]{0,60}):\s+(?=\S)/u.exec(text)
  const label = match?.[1] ?? ''
  const first = label.split(/\s+/)[0] ?? ''
  if (match === null || noName.test(first) || label.split(/\s+/).length > 6) return text
  return text.slice(match[0].length)
}

/** The path that a call of a file tool names. */
export function pathOf(call: Call): string {
  return typeof call.args['path'] === 'string' ? call.args['path'] : ''
}
