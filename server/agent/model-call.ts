import type { AIMessageChunk, BaseMessage } from '@langchain/core/messages'
import type { Runnable } from '@langchain/core/runnables'
import type { BaseLanguageModelInput } from '@langchain/core/language_models/base'
import { type Backoff, backoffMs } from '../../shared/backoff.ts'
import { orAbort } from '../lib/async.ts'
import { systemClock } from '../lib/clock.ts'
import { createSecretCutter, withoutSecretsIn } from '../lib/secrets.ts'
import { AnswerParts } from './answer-parts.ts'
import { ModelError, toModelError } from './model-errors.ts'
import { parsedCalls } from './tool-arguments.ts'
import { words } from '../lib/words.ts'

export interface ModelCall {
  model: Runnable<BaseLanguageModelInput, AIMessageChunk>
  /** For error messages. */
  host: string
  /** A complete response has a finish reason; without one it was truncated. */
  saysFinish: boolean
  /** Longest silence before and within a response, ms. */
  silenceMs: number
  retries: number
  backoff: Backoff
}

interface ModelAnswer {
  text: string
  calls: Array<{ name: string; args: Record<string, unknown> }>
  usage: { inputTokens: number; outputTokens: number }
}

interface Listener {
  text(piece: string): void
  /** The response starts again: discard its text. */
  restart(): void
}

async function* patiently(
  call: ModelCall,
  messages: BaseMessage[],
  signal: AbortSignal,
): AsyncGenerator<AIMessageChunk> {
  const silence = new AbortController()
  const either = AbortSignal.any([signal, silence.signal])
  const listen = <T>(work: Promise<T>): Promise<T> => {
    const timer = setTimeout(() => {
      const seconds = Math.round(call.silenceMs / 1000)
      silence.abort(new ModelError('model_timeout', words.model.silent(call.host, seconds)))
    }, call.silenceMs)
    return orAbort(work, either).finally(() => clearTimeout(timer))
  }
  try {
    const stream = await listen(call.model.stream(messages, { signal: either }))
    const iterator = stream[Symbol.asyncIterator]()
    for (;;) {
      const next = await listen(iterator.next())
      if (next.done) return
      yield next.value
    }
  } finally {
    // Aborts an abandoned request; no effect on a finished one.
    silence.abort(new Error('The call is over.'))
  }
}

async function callOnce(
  call: ModelCall,
  messages: BaseMessage[],
  listener: Listener,
  signal: AbortSignal,
): Promise<ModelAnswer> {
  const parts = new AnswerParts(call.host)
  // a provider may repeat its key, in pieces
  const cutter = createSecretCutter()
  let text = ''
  const hear = (piece: string) => {
    text += piece
    if (piece !== '') listener.text(piece)
  }
  try {
    for await (const chunk of patiently(call, messages, signal)) {
      parts.add(chunk)
      hear(cutter.add(chunk.text))
    }
    hear(cutter.end())
  } catch (error) {
    signal.throwIfAborted()
    throw toModelError(error, call.host, !parts.isEmpty)
  }
  if (parts.isEmpty || (call.saysFinish && !parts.isFinished)) {
    throw new ModelError('model_cut', words.model.brokeOff(call.host), { again: true })
  }
  const answer = {
    text,
    calls: withoutSecretsIn(parsedCalls(parts.calls())),
    usage: parts.usage,
  }
  if (answer.text.trim() === '' && answer.calls.length === 0) {
    throw new ModelError('model_cut', words.model.empty(call.host), { again: true })
  }
  return answer
}

/**
 * Streams text to the listener. Retries broken calls, which is safe: nothing was done with the
 * partial response. Throws ModelError, or the signal's reason.
 */
export async function askModel(
  call: ModelCall,
  messages: BaseMessage[],
  listener: Listener,
  signal: AbortSignal,
): Promise<ModelAnswer> {
  for (let failures = 0; ; failures += 1) {
    let spoke = false
    const heard = {
      ...listener,
      text(piece: string) {
        spoke = true
        listener.text(piece)
      },
    }
    try {
      return await callOnce(call, messages, heard, signal)
    } catch (error) {
      if (!(error instanceof ModelError) || !error.again) throw error
      if (failures === call.retries) {
        const message = words.model.retriesFailed(error.message, failures + 1)
        throw new ModelError(error.code, message, { cause: error })
      }
      if (spoke) listener.restart()
      await systemClock.sleep(backoffMs(failures, Math.random, call.backoff), signal)
    }
  }
}
