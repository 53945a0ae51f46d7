import type { BaseLanguageModelInput } from '@langchain/core/language_models/base'
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models'
import { AIMessage, AIMessageChunk, type BaseMessage, HumanMessage } from '@langchain/core/messages'
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs'
import type { Runnable } from '@langchain/core/runnables'
import { systemClock } from '../../lib/clock.ts'
import { isSteer } from '../steer-mark.ts'
import type { ModelEntry } from '../models/registry.ts'

export interface ScriptedStep {
  text: string
  toolCalls?: Array<{ name: string; args: Record<string, unknown> }>
}

interface Options extends BaseChatModelCallOptions {
  tools?: BindToolsInput[]
}

export interface ScriptedOptions {
  /** Before each word and tool call, ms. */
  tokenDelayMs?: number
  /** Receives the whole conversation at each call. */
  onCall?: (messages: BaseMessage[]) => void
  /** Changes each word and each call's arguments as it is sent. */
  fill?: (text: string) => string
  /** Whether it takes pictures. */
  sees?: boolean
}

const saidNothingMore = { text: 'That is all I was told to do.' }

/**
 * Streams a list of steps word by word. Stateless: its position is the number of its own messages
 * since the last user request, so a resumed run continues.
 */
export class ScriptedModel extends BaseChatModel<Options> {
  readonly #steps: readonly ScriptedStep[]
  readonly #options: ScriptedOptions

  constructor(steps: readonly ScriptedStep[], options: ScriptedOptions = {}) {
    super({})
    this.#steps = steps
    this.#options = options
  }

  override _llmType(): string {
    return 'scripted'
  }

  override bindTools(
    tools: BindToolsInput[],
    kwargs?: Partial<Options>,
  ): Runnable<BaseLanguageModelInput, AIMessageChunk, Options> {
    return this.withConfig({ ...kwargs, tools })
  }

  #next(messages: BaseMessage[]): ScriptedStep {
    const asked = messages.findLastIndex(
      (message) => HumanMessage.isInstance(message) && !isSteer(message),
    )
    const place = messages
      .slice(asked + 1)
      .filter((message) => AIMessage.isInstance(message)).length
    return this.#steps[place] ?? saidNothingMore
  }

  override async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const { text, toolCalls = [] } = this.#next(messages)
    const message = new AIMessage({
      content: text,
      tool_calls: toolCalls.map((call, index) => ({
        ...call,
        id: String(index),
        type: 'tool_call',
      })),
    })
    return { generations: [{ text, message }] }
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): AsyncGenerator<ChatGenerationChunk> {
    this.#options.onCall?.(messages)
    const signal = options.signal ?? new AbortController().signal
    const { tokenDelayMs: delay = 0, fill = (said) => said } = this.#options
    const { text, toolCalls = [] } = this.#next(messages)
    for (const word of text.match(/\s*\S+|\s+$/g) ?? []) {
      if (delay > 0) await systemClock.sleep(delay, signal)
      const said = fill(word)
      yield new ChatGenerationChunk({ text: said, message: new AIMessageChunk(said) })
    }
    for (const [index, { name, args }] of toolCalls.entries()) {
      if (delay > 0) await systemClock.sleep(delay, signal)
      const json = fill(JSON.stringify(args))
      const half = Math.ceil(json.length / 2)
      for (const piece of [
        { name, id: String(index), args: json.slice(0, half) },
        { args: json.slice(half) },
      ]) {
        const message = new AIMessageChunk({
          content: '',
          tool_call_chunks: [{ ...piece, index, type: 'tool_call_chunk' }],
        })
        yield new ChatGenerationChunk({ text: '', message })
      }
    }
    const count = text.split(/\s+/).length
    const usage = { input_tokens: messages.length, output_tokens: count }
    const total = usage.input_tokens + usage.output_tokens
    const last = new AIMessageChunk('')
    Object.assign(last, { usage_metadata: { ...usage, total_tokens: total } })
    yield new ChatGenerationChunk({ text: '', message: last })
  }
}

export function scriptedEntry(
  steps: readonly ScriptedStep[],
  options: ScriptedOptions = {},
): ModelEntry {
  return {
    id: 'scripted',
    label: 'Scripted',
    demo: false,
    host: 'the scripted model',
    saysFinish: false,
    sees: options.sees ?? false,
    create: () => new ScriptedModel(steps, options),
  }
}
