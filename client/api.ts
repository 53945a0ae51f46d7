import { TRPCClientError, createWSClient, httpBatchLink, splitLink, wsLink } from '@trpc/client'
import { createTRPCReact, getQueryKey } from '@trpc/react-query'
import type { AppRouter } from '../server/api/router.ts'
import { closeCodes } from '../shared/protocol/close-codes.ts'
import { FreshQueryClient } from './fresh-query-client.ts'
import { backoffMs } from './live/backoff.ts'

/** The pause before try number `attempt` (from 0), with jitter: a restarted server must not get all its tabs at once. */
function retryDelayMs(attempt: number): number {
  return backoffMs(attempt, Math.random)
}

function socketAddress(): string {
  return `${location.origin.replace(/^http/, 'ws')}/trpc`
}

function meKey() {
  return getQueryKey(trpc.auth.me, undefined, 'query')
}

/** Resolves while it isn't known that nobody is signed in: the server would refuse the socket of a signed-out browser. */
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

/** One connection for all subscriptions; opened with the first, closed a while after the last. */
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

/** Calls go by HTTP, those of one tick together; subscriptions go by WebSocket. */
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

/** A repeat helps where nothing answered; an answer with a code stays what it is. */
function worthRepeating(failures: number, error: unknown): boolean {
  return failures < 2 && !(isApiError(error) && error.data)
}

export const queryClient = new FreshQueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: worthRepeating,
      retryDelay: (failures) => retryDelayMs(failures),
    },
    mutations: { retry: false },
  },
})
