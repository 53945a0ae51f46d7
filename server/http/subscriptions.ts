import {
  callTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  isTrackedEnvelope,
  TRPCError,
} from '@trpc/server'
import { handleKeepAlive } from '@trpc/server/adapters/ws'
import { parseTRPCMessage } from '@trpc/server/rpc'
import type { WebSocket } from 'ws'
import { limits } from '../../shared/limits.ts'
import { closes } from '../../shared/protocol/close-codes.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { ApiContext } from '../api/context.ts'
import { appRouter } from '../api/router.ts'
import { shut } from './shut.ts'
import { trackedText } from './tracked-text.ts'

type Message = ReturnType<typeof parseTRPCMessage>
type Close = (typeof closes)[keyof typeof closes]
type RequestId = NonNullable<Message['id']>

interface Options {
  ctx: ApiContext
  /** Gets every error; clients see unexpected ones only as `internal`. */
  onError: (error: TRPCError, path: string | undefined) => void
  /** Between pings; proxies cut idle sockets. */
  pingMs: number
}

const config = appRouter._def._config
/** Limits per socket: several times what a tab produces. */
export const socketLimits = {
  subscriptions: 32,
  frameBytes: 64_000,
  idLength: 100,
  /** In a window. A frame may have several messages; one that can’t be read counts as one. */
  messages: 200,
  malformed: 20,
  windowMs: 2_000,
} as const
const pongWaitMs = 10_000
function ignore() {}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

function parse(data: Buffer, isBinary: boolean): Message[] {
  if (isBinary) throw new TRPCError({ code: 'PARSE_ERROR', message: 'The message is not text.' })
  try {
    const json: unknown = JSON.parse(data.toString())
    const all: unknown[] = Array.isArray(json) ? json : [json]
    return all.map((one) => parseTRPCMessage(one, config.transformer))
  } catch (cause) {
    throw new TRPCError({ code: 'PARSE_ERROR', cause })
  }
}

function tooMany(): AppError {
  return new AppError(
    'rate_limited',
    `A connection follows at most ${socketLimits.subscriptions} things at once. End one of them first.`,
  )
}

interface Reader {
  item(value: unknown): void
  failed(error: unknown): void
  /** Called once, however it ended. */
  ended(): void
}

function pump(iterator: AsyncIterator<unknown>, signal: AbortSignal, reader: Reader): void {
  const end = () => {
    iterator.return?.().catch(ignore)
    reader.ended()
  }
  const onError = (error: unknown) => {
    if (signal.aborted) return
    reader.failed(error)
    end()
  }
  const onItem = ({ done, value }: IteratorResult<unknown>) => {
    if (signal.aborted) return
    if (done) return end()
    try {
      reader.item(value)
    } catch (error) {
      return onError(error)
    }
    iterator.next().then(onItem, onError)
  }
  // may have aborted while the procedure began
  if (signal.aborted) return end()
  signal.addEventListener('abort', end)
  iterator.next().then(onItem, onError)
}

/**
 * tRPC's WebSocket protocol, subscriptions only. Writes frames to the raw WebSocket
 * (docs/decisions/0010): tRPC's handler makes several promises and copies per yield and subscriber,
 * most of a token's cost.
 */
export function serveSubscriptions(client: WebSocket, { ctx, onError, pingMs }: Options): void {
  const running = new Map<RequestId, AbortController>()
  const { clock } = ctx.services
  let window = { began: clock.now(), messages: 0, malformed: 0 }

  const close = ({ code, reason }: Close) => {
    for (const stop of running.values()) stop.abort()
    shut(client, code, reason)
  }
  /** Who is cut goes on from its last id. */
  const send = (text: string) => {
    if (client.bufferedAmount <= limits.unsentBytes) client.send(text)
    else if (client.readyState === client.OPEN) close(closes.tooSlow)
  }
  const respond = (message: object) => send(JSON.stringify(message))
  /** Closes the socket and returns false when its window is full. */
  const admits = (count: { messages: number; malformed: number }) => {
    const now = clock.now()
    if (now - window.began >= socketLimits.windowMs)
      window = { began: now, messages: 0, malformed: 0 }
    window.messages += count.messages
    window.malformed += count.malformed
    const { messages, malformed } = window
    if (messages <= socketLimits.messages && malformed <= socketLimits.malformed) return true
    close(closes.flooding)
    return false
  }

  const fail = (id: Message['id'], cause: unknown, path?: string, input?: unknown) => {
    const error = getTRPCErrorFromUnknown(cause)
    onError(error, path)
    const type = 'subscription'
    respond({ id, error: getTRPCErrorShape({ config, error, type, path, input, ctx }) })
  }

  const begin = async (id: RequestId, path: string, input: unknown, stop: AbortController) => {
    const result: unknown = await callTRPCProcedure({
      router: appRouter,
      path,
      getRawInput: async () => input,
      ctx,
      type: 'subscription',
      signal: stop.signal,
      batchIndex: 0,
    })
    if (!isIterable(result)) throw new Error(`The subscription ${path} yields nothing.`)
    const iterator = result[Symbol.asyncIterator]()
    respond({ id, result: { type: 'started' } })
    pump(iterator, stop.signal, {
      item(value) {
        if (isTrackedEnvelope(value)) send(trackedText(id, value[0], value[1]))
        else respond({ id, result: { type: 'data', data: value } })
      },
      failed: (error) => fail(id, error, path, input),
      ended() {
        running.delete(id)
        respond({ id, result: { type: 'stopped' } })
      },
    })
  }

  const take = (message: Message) => {
    const { id } = message
    if (id === null || String(id).length > socketLimits.idLength) {
      if (admits({ messages: 0, malformed: 1 })) fail(null, new TRPCError({ code: 'PARSE_ERROR' }))
      return
    }
    if (message.method === 'subscription.stop') return running.get(id)?.abort()
    const { path, input: asked, lastEventId } = message.params
    const input =
      lastEventId !== undefined && typeof asked === 'object' ? { ...asked, lastEventId } : asked
    if (message.method !== 'subscription')
      return fail(id, new TRPCError({ code: 'METHOD_NOT_SUPPORTED' }), path, input)
    if (running.has(id)) return fail(id, new TRPCError({ code: 'BAD_REQUEST' }), path, input)
    if (running.size >= socketLimits.subscriptions)
      return fail(id, new TRPCError({ code: 'TOO_MANY_REQUESTS', cause: tooMany() }), path, input)
    const stop = new AbortController()
    running.set(id, stop)
    begin(id, path, input, stop).catch((error: unknown) => {
      running.delete(id)
      fail(id, error, path, input)
    })
  }

  handleKeepAlive(client, pingMs, pongWaitMs)
  client.on('message', (data: Buffer, isBinary) => {
    const text = isBinary || data.byteLength > 4 ? null : data.toString()
    if (text === 'PONG') return
    if (text === 'PING') {
      if (admits({ messages: 1, malformed: 0 })) send('PONG')
      return
    }
    if (data.byteLength > socketLimits.frameBytes) return close(closes.tooLarge)
    let messages: Message[]
    try {
      messages = parse(data, isBinary)
    } catch (error) {
      if (admits({ messages: 1, malformed: 1 })) fail(null, error)
      return
    }
    if (!admits({ messages: Math.max(1, messages.length), malformed: 0 })) return
    for (const message of messages) if (client.readyState === client.OPEN) take(message)
  })
  client.on('error', (error) => onError(getTRPCErrorFromUnknown(error), undefined))
  client.once('close', () => {
    for (const stop of running.values()) stop.abort()
  })
}
