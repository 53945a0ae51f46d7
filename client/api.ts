import { TRPCClientError, createWSClient, httpBatchLink, splitLink, wsLink } from '@trpc/client'
import { createTRPCReact, getQueryKey } from '@trpc/react-query'
import type { AppRouter } from '../server/api/router.ts'
import { closeCodes } from '../shared/protocol/close-codes.ts'
import { FreshQueryClient } from './fresh-query-client.ts'
import { backoffMs } from '../shared/backoff.ts'

/** Random within a growing range, so that not all tabs reconnect to a restarted server at once. */
function retryDelayMs(attempt: number): number {
  return backoffMs(attempt, Math.random)
}

function socketAddress(): string {
  return `${location.origin.replace(/^http/, 'ws')}/trpc`
}

function meKey() {
  return getQueryKey(trpc.auth.me, undefined, 'query')
}

/** Resolves unless the user is known to be signed out: the server would refuse the socket then. */
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

/** One connection for all subscriptions, opened with the first and closed a while after the last. */
const socket = createWSClient({
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

/** Typed hooks for every procedure of the server. */
export const trpc = createTRPCReact<AppRouter>()

/** Calls go over HTTP, those of one tick in one request; subscriptions go over WebSocket. */
export const trpcClient = trpc.createClient({
  links: [
    splitLink({
      condition: (operation) => operation.type === 'subscription',
      true: wsLink({ client: socket }),
      false: httpBatchLink({ url: '/trpc', maxURLLength: 4_000 }),
    }),
  ],
})

export type ApiError = TRPCClientError<AppRouter>

export function isApiError(error: unknown): error is ApiError {
  return error instanceof TRPCClientError
}

/** Retries only requests without a response: an error with a code would be the same again. */
function shouldRetry(failures: number, error: unknown): boolean {
  return failures < 2 && !(isApiError(error) && error.data)
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
