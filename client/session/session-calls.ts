import { useMemo } from 'react'
import type { Id } from '../../shared/ids.ts'
import { isApiError, trpc, wasAnswered } from '../api.ts'
import type { Refusal, SessionCalls } from '../live/session-link.ts'
import { errorText } from '../ui/error-text.ts'

/** Null if a retry may succeed. */
function refusalOf(cause: unknown): Refusal | null {
  const code = isApiError(cause) ? cause.data?.app?.code : undefined
  if (code === 'not_signed_in') return 'signed_out'
  if (code === 'forbidden') return 'no_access'
  if (code === 'not_found') return 'gone'
  return null
}

export function useSessionCalls(sessionId: Id): SessionCalls {
  const { client } = trpc.useUtils()
  return useMemo(
    () => ({
      subscribe: (input, on) => {
        const subscription = client.events.subscribe.subscribe(input, {
          onData: ({ data }) => on.data(data),
          onError: on.failed,
          onComplete: on.ended,
          onConnectionStateChange: ({ state, error }) => {
            if (state === 'connecting' && error) on.cut()
          },
        })
        return () => subscription.unsubscribe()
      },
      send: ({ options, ...message }) =>
        options.as === 'suggestion'
          ? client.suggestions.add.mutate(message)
          : client.messages.send.mutate({ ...message, ...options }),
      socketRefusal: () => client.events.socketRefusal.mutate(),
      messagesPage: (before) => client.messages.page.query({ sessionId, before }),
      activityPage: (before) => client.activity.page.query({ sessionId, before }),
      lastVisit: () => client.visits.last.query({ sessionId }),
      markVisit: (seq) => client.visits.mark.mutate({ sessionId, seq }),
      explain: (cause) => ({
        message: errorText(cause).message,
        offline: isApiError(cause) && !wasAnswered(cause),
      }),
      refusal: refusalOf,
    }),
    [client, sessionId],
  )
}
