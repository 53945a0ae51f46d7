import {
  type Operation,
  TRPCClientError,
  createWSClient,
  httpBatchLink,
  httpLink,
  retryLink,
  splitLink,
  wsLink,
} from '@trpc/client'
import { createTRPCReact, getQueryKey } from '@trpc/react-query'
import type { AppRouter } from '../server/api/router.ts'
import { limits } from '../shared/limits.ts'
import { closeCodes } from '../shared/protocol/close-codes.ts'
import { browserKey } from './browser-key.ts'
import { cookiesBlocked } from './cookies-blocked.ts'
import { ForeignAnswerError, requireOurAnswer } from './foreign-answer.ts'
import { FreshQueryClient } from './fresh-query-client.ts'
import { backoffMs } from '../shared/backoff.ts'

/** Jitter keeps tabs from reconnecting to a restarted server at once. */
function retryDelayMs(attempt: number): number {
  return backoffMs(attempt, Math.random)
}

function socketAddress(): string {
  return `${location.origin.replace(/^http/, 'ws')}/trpc`
}

function meKey() {
  return getQueryKey(trpc.auth.me, undefined, 'query')
}

/** Waits because the server refuses the socket of a signed-out user. */
function untilSignedIn(): Promise<void> {
  return new Promise((resolve) => {
    const isOut = () => queryClient.getQueryData(meKey()) === null
    if (!isOut()) return resolve()
    const stop = queryClient.getQueryCache().subscribe(() => {
      if (isOut()) return
      stop()
      resolve()
    })
  })
}

class KeyedSocket extends WebSocket {
  constructor(url: string | URL) {
    super(url, browserKey.protocols())
  }
}

const fetchAnswered: NonNullable<Parameters<typeof httpBatchLink>[0]['fetch']> = async (
  input,
  init,
) => {
  const response = await fetch(input, { ...init, signal: init?.signal ?? null })
  browserKey.answered()
  return requireOurAnswer(response)
}

function isWithoutCookie({ data }: TRPCClientError<AppRouter>): boolean {
  return data?.app?.code === 'no_cookie'
}

/** The first refusal sets a cookie. A second one means that the browser did not keep it. */
const provingCookies = retryLink<AppRouter>({
  retry({ error, attempts }) {
    if (!isWithoutCookie(error)) return false
    if (attempts > 1) cookiesBlocked.set({ because: error.message })
    return attempts === 1
  },
})

const socket = createWSClient({
  WebSocket: KeyedSocket,
  url: async () => {
    await untilSignedIn()
    return socketAddress()
  },
  lazy: { enabled: true, closeMs: 10_000 },
  keepAlive: { enabled: true, intervalMs: 15_000, pongTimeoutMs: 5_000 },
  retryDelayMs,
  onClose: (cause) => {
    if (cause?.code === closeCodes.notSignedIn) queryClient.setQueryData(meKey(), null)
  },
})

const longestUrl = 4_000

/** Too long for a URL, so sent in a body. The rest is for the address and the escapes. */
function isLong({ type, input }: Operation): boolean {
  return type === 'query' && encodeURIComponent(JSON.stringify(input) ?? '').length > longestUrl / 2
}

const http = {
  url: '/trpc',
  headers: () => browserKey.headers(),
  fetch: fetchAnswered,
}

export const trpc = createTRPCReact<AppRouter>()

export const trpcClient = trpc.createClient({
  links: [
    splitLink({
      condition: (operation) => operation.type === 'subscription',
      true: wsLink({ client: socket }),
      false: [
        provingCookies,
        splitLink({
          condition: isLong,
          true: httpLink({ ...http, methodOverride: 'POST' }),
          false: httpBatchLink({ ...http, maxURLLength: longestUrl, maxItems: limits.batchCalls }),
        }),
      ],
    }),
  ],
})

export type ApiError = TRPCClientError<AppRouter>

export function isApiError(error: unknown): error is ApiError {
  return error instanceof TRPCClientError
}

/** Whether something answered, though it may have been a proxy. */
export function wasAnswered(error: ApiError): boolean {
  return error.data != null || error.cause instanceof ForeignAnswerError
}

/** Retries only requests without a response: an error code would come back again. */
function shouldRetry(failures: number, error: unknown): boolean {
  return failures < 2 && !(isApiError(error) && wasAnswered(error))
}

export const queryClient = new FreshQueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: shouldRetry,
      retryDelay: (failures) => retryDelayMs(failures),
    },
    mutations: { retry: false },
  },
})
