import { z } from 'zod'
import { storable, storableJson } from '../../shared/storable.ts'
import { headOf } from '../../shared/truncate.ts'
import { withoutSecrets } from '../lib/secrets.ts'

/** Key for malformed arguments, so that the conversation shows what the model sent. */
const unreadable = '(unreadable)'
const maxKept = 2_000

const JsonObject = z.record(z.string(), z.unknown())

function parseArguments(text: string): Record<string, unknown> {
  if (text.trim() === '') return {}
  try {
    const parsed = JsonObject.safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
  } catch {
    // The model gets the problem as a result.
  }
  return { [unreadable]: headOf(withoutSecrets(text), maxKept) }
}

/** What a model's answer says of its calls: pieces joined by call, or whole calls. */
export interface CallParts {
  tool_call_chunks?: ReadonlyArray<{ name?: string | undefined; args?: string | undefined }>
  tool_calls?: Array<{ name: string; args: Record<string, unknown> }>
}

/** Parses strictly: LangChain completes truncated JSON, which would write half a file. */
export function parsedCalls(
  answer: CallParts,
): Array<{ name: string; args: Record<string, unknown> }> {
  const pieces = answer.tool_call_chunks ?? []
  const calls =
    pieces.length > 0
      ? pieces.map(({ name, args }) => ({ name: name ?? '', args: parseArguments(args ?? '') }))
      : (answer.tool_calls ?? []).map(({ name, args }) => ({ name, args: JsonObject.parse(args) }))
  return calls.map(({ name, args }) => ({
    name: storable(name),
    args: JsonObject.parse(JSON.parse(storableJson(args))),
  }))
}

/** Null if the arguments were a JSON object. */
export function unreadableProblem(args: Record<string, unknown>): string | null {
  const text = args[unreadable]
  if (typeof text !== 'string') return null
  return `The arguments were not a JSON object, perhaps cut off: ${headOf(text, 200)}\nSend them again, in smaller pieces if they were long.`
}
