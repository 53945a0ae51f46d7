import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { z } from 'zod'
import { useStore } from '../../live/store.ts'
import { useSession } from '../session-context.tsx'

/** In milliseconds: a run changes many files. */
const gatherMs = 400

const AboutNow = z.tuple(
  [
    z.tuple([z.literal('versions'), z.enum(['compare', 'file'])]),
    z.object({
      input: z.union([z.object({ to: z.literal('now') }), z.object({ version: z.literal('now') })]),
    }),
  ],
  z.unknown(),
)

/** Refreshes what is compared with the working tree when a file changes. */
export function useFreshNow() {
  const { link } = useSession()
  const client = useQueryClient()
  const changes = useStore(link.fileChanges)
  const seen = useRef(changes)
  useEffect(() => {
    if (seen.current === changes) return
    const timer = setTimeout(() => {
      seen.current = changes
      void client.invalidateQueries({
        predicate: ({ queryKey }) => AboutNow.safeParse(queryKey).success,
      })
    }, gatherMs)
    return () => clearTimeout(timer)
  }, [changes, client])
}
