import { useEffect } from 'react'
import { trpc } from '../../api.ts'
import { useSelected } from '../../live/store.ts'
import { useSession } from '../session-context.tsx'

/**
 * The preview's URL for this user. It changes when somebody loses access to the session: the record then has another mark than
 * the known URL, and the new one is requested.
 */
export function useAddress() {
  const { link, view } = useSession()
  const address = trpc.preview.address.useQuery({ sessionId: view.id }, { staleTime: Infinity })
  const mark = useSelected(link.record, ({ meta }) => meta?.previewMark ?? null)
  const known = address.data?.mark ?? null
  const { refetch } = address
  useEffect(() => {
    if (mark !== null && known !== null && mark !== known) void refetch()
  }, [mark, known, refetch])
  return address
}
