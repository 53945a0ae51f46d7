import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager'
import type { BaseLanguageModelInput } from '@langchain/core/language_models/base'
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BaseChatModelParams,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models'
import {
  AIMessage,
  AIMessageChunk,
  type AIMessageChunkFields,
  type BaseMessage,
  type UsageMetadata,
} from '@langchain/core/messages'
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs'
import type { Runnable } from '@langchain/core/runnables'
import { currentTurn } from './conversation.ts'
import { hash } from './parse/words.ts'
import { nextReply } from './planner.ts'
import type { Reply } from './reply.ts'
import { argumentPieces, countTokens, textPieces } from './stream.ts'

export interface DemoModelOptions extends BaseChatModelParams {
  /** Text tokens per second (70 by default); the pieces of tool calls come at the same beat. */
  tokensPerSecond?: number
  /** Waits that many milliseconds; the real clock by default. */
  delay?: (ms: number) => Promise<void>
}

export interface DemoCallOptions extends BaseChatModelCallOptions {
  tools?: BindToolsInput[]
}

/**
 * A chat model made of rules: it reads an app's description out of the conversation and writes it
 * by tool calls. Each answer is a function of the messages and the bound tools alone.
 */
export class DemoChatModel extends BaseChatModel<DemoCallOptions> {
  readonly model = 'demo'
  readonly #pause: number
  readonly #delay: (ms: number) => Promise<void>

  constructor(options: DemoModelOptions = {}) {
    super(options)
    this.#pause = 1000 / (options.tokensPerSecond ?? 70)
    this.#delay = options.delay ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)))
  }

  override _llmType(): string {
    return 'demo'
  }

  override bindTools(
    tools: BindToolsInput[],
    kwargs?: Partial<DemoCallOptions>,
  ): Runnable<BaseLanguageModelInput, AIMessageChunk, DemoCallOptions> {
    return this.withConfig({ ...kwargs, tools })
  }

  override async _generate(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): Promise<ChatResult> {
    options.signal?.throwIfAborted()
    const reply = this.#reply(messages, options)
    const message = new AIMessage({
      content: reply.text,
      tool_calls: reply.calls.map((call, index) => ({
        ...call,
        id: callId(messages, index),
        type: 'tool_call' as const,
      })),
      response_metadata: { model_name: this.model, finish_reason: finishReason(reply) },
    })
    Object.assign(message, { usage_metadata: usage(messages, reply) })
    return { generations: [{ text: reply.text, message }] }
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const reply = this.#reply(messages, options)
    const pause = (): Promise<void> => this.#wait(options.signal)
    for (const piece of textPieces(reply.text)) {
      await pause()
      yield chunk({ content: piece })
      await runManager?.handleLLMNewToken(piece)
    }
    for (const [index, call] of reply.calls.entries()) {
      const id = callId(messages, index)
      let name: string | undefined = call.name
      for (const args of argumentPieces(JSON.stringify(call.args))) {
        await pause()
        const head = name === undefined ? {} : { name, id }
        yield chunk({
          content: '',
          tool_call_chunks: [{ ...head, args, index, type: 'tool_call_chunk' }],
        })
        name = undefined
      }
    }
    options.signal?.throwIfAborted()
    const last = new AIMessageChunk({
      content: '',
      response_metadata: { model_name: this.model },
    })
    Object.assign(last, { usage_metadata: usage(messages, reply) })
    yield new ChatGenerationChunk({
      message: last,
      text: '',
      generationInfo: { finish_reason: finishReason(reply) },
    })
  }

  #reply(messages: BaseMessage[], options: this['ParsedCallOptions']): Reply {
    const tools = new Set((options.tools ?? []).map(toolName))
    return nextReply(currentTurn(messages), tools)
  }

  /** One beat of the pace; ends at once, by throwing, when the signal aborts. */
  async #wait(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    if (this.#pause <= 0) return
    let abort: (() => void) | undefined
    const aborted = new Promise<void>((resolve) => {
      abort = () => resolve()
      signal?.addEventListener('abort', abort, { once: true })
    })
    await Promise.race([this.#delay(this.#pause), aborted])
    if (abort !== undefined) signal?.removeEventListener('abort', abort)
    signal?.throwIfAborted()
  }
}

function chunk(fields: AIMessageChunkFields): ChatGenerationChunk {
  const message = new AIMessageChunk(fields)
  return new ChatGenerationChunk({ message, text: message.text })
}

/** The name of a bound tool, in LangChain's, OpenAI's or Anthropic's shape. */
function toolName(tool: BindToolsInput): string {
  if ('name' in tool && typeof tool.name === 'string') return tool.name
  if (!('function' in tool)) return ''
  const inner: unknown = tool.function
  if (typeof inner !== 'object' || inner === null || !('name' in inner)) return ''
  return typeof inner.name === 'string' ? inner.name : ''
}

/** Stable for a step, and different for each step of each conversation. */
function callId(messages: BaseMessage[], index: number): string {
  const said = messages.map((message) => `${message.getType()}${message.text}`).join('\n')
  return `demo_${messages.length.toString(36)}${hash(said).toString(36)}_${index}`
}

function finishReason(reply: Reply): string {
  return reply.calls.length > 0 ? 'tool_calls' : 'stop'
}

function usage(messages: BaseMessage[], reply: Reply): UsageMetadata {
  const input = messages.reduce((sum, message) => sum + countTokens(message.text), 0)
  const output = countTokens(reply.text + JSON.stringify(reply.calls))
  return { input_tokens: input, output_tokens: output, total_tokens: input + output }
}
