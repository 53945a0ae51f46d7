import { useEffect } from 'react'
import { trpc } from '../../api.ts'
import { useSelected } from '../../live/store.ts'
import { useSession } from '../session-context.tsx'

/**
 * Where the preview is for this viewer. It moves when somebody has lost the session: the record then carries another mark than
 * the address that is known here, and the new one is asked for.
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
