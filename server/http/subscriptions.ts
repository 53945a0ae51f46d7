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
import type { ApiContext } from '../api/context.ts'
import { appRouter } from '../api/router.ts'
import { trackedText } from './tracked-text.ts'

type Message = ReturnType<typeof parseTRPCMessage>
type RequestId = NonNullable<Message['id']>

interface Options {
  ctx: ApiContext
  /** Gets every error; clients see unexpected ones only as `internal`. */
  onError: (error: TRPCError, path: string | undefined) => void
  /** Between pings; proxies cut idle sockets. */
  pingMs: number
}

const config = appRouter._def._config
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
  const respond = (message: object) => client.send(JSON.stringify(message))

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
        if (isTrackedEnvelope(value)) client.send(trackedText(id, value[0], value[1]))
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
    if (id === null) return fail(id, new TRPCError({ code: 'PARSE_ERROR' }))
    if (message.method === 'subscription.stop') return running.get(id)?.abort()
    const { path, input: asked, lastEventId } = message.params
    const input =
      lastEventId !== undefined && typeof asked === 'object' ? { ...asked, lastEventId } : asked
    if (message.method !== 'subscription')
      return fail(id, new TRPCError({ code: 'METHOD_NOT_SUPPORTED' }), path, input)
    if (running.has(id)) return fail(id, new TRPCError({ code: 'BAD_REQUEST' }), path, input)
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
    if (text === 'PING') return client.send('PONG')
    try {
      for (const message of parse(data, isBinary)) take(message)
    } catch (error) {
      fail(null, error)
    }
  })
  client.on('error', (error) => onError(getTRPCErrorFromUnknown(error), undefined))
  client.once('close', () => {
    for (const stop of running.values()) stop.abort()
  })
}
