import type { AIMessageChunk, ToolCallChunk } from '@langchain/core/messages'
import { z } from 'zod'
import { words } from '../lib/words.ts'
import { ModelError } from './model-errors.ts'
import type { CallParts } from './tool-arguments.ts'

/** A model may write a file of 500,000 characters; nobody waits for more. */
export const answerLimits = {
  /** Characters of text and tool calls' arguments together. */
  length: 1_000_000,
  calls: 200,
  pieces: 500_000,
} as const

const Usage = z.object({ input_tokens: z.int(), output_tokens: z.int() })

function finishOf(chunk: AIMessageChunk): boolean {
  const reasons: unknown[] = [
    chunk.response_metadata['finish_reason'],
    chunk.response_metadata['stop_reason'],
    chunk.additional_kwargs['stop_reason'],
  ]
  return reasons.some((reason) => typeof reason === 'string' && reason !== '')
}

interface GatheredCall {
  id: string | undefined
  name: string
  args: string[]
}

/** Gathers a streamed answer's calls, usage and end; pieces are joined once. */
export class AnswerParts {
  readonly #host: string
  readonly #calls: GatheredCall[] = []
  readonly #callAt = new Map<number, GatheredCall>()
  readonly #wholeCalls: NonNullable<CallParts['tool_calls']> = []
  #length = 0
  #pieces = 0
  readonly usage = { inputTokens: 0, outputTokens: 0 }
  isFinished = false

  constructor(host: string) {
    this.#host = host
  }

  get isEmpty(): boolean {
    return this.#pieces === 0
  }

  /** Throws ModelError once the answer is above a limit. */
  add(chunk: AIMessageChunk): void {
    this.#pieces += 1
    this.#length += chunk.text.length
    const pieces = chunk.tool_call_chunks ?? []
    for (const piece of pieces) this.#addCall(piece)
    if (pieces.length === 0) this.#wholeCalls.push(...(chunk.tool_calls ?? []))
    const usage = Usage.safeParse(chunk.usage_metadata).data
    this.usage.inputTokens += usage?.input_tokens ?? 0
    this.usage.outputTokens += usage?.output_tokens ?? 0
    this.isFinished ||= finishOf(chunk)
    const { length, calls, pieces: mostPieces } = answerLimits
    const count = this.#calls.length + this.#wholeCalls.length
    if (this.#length > length || count > calls || this.#pieces > mostPieces)
      throw new ModelError('model_cut', words.model.tooLong(this.#host))
  }

  calls(): CallParts {
    return {
      tool_call_chunks: this.#calls.map(({ name, args }) => ({ name, args: args.join('') })),
      tool_calls: this.#wholeCalls,
    }
  }

  #addCall({ index, id, name, args }: ToolCallChunk): void {
    this.#length += (name ?? '').length + (args ?? '').length
    const begun = index === undefined ? undefined : this.#callAt.get(index)
    const isSame = begun && (!id || !begun.id || id === begun.id)
    const call: GatheredCall = isSame ? begun : { id: undefined, name: '', args: [] }
    if (!isSame) this.#calls.push(call)
    if (index !== undefined) this.#callAt.set(index, call)
    call.id ??= id || undefined
    call.name += name ?? ''
    if (args) call.args.push(args)
  }
}
