import { useEffect } from 'react'
import { trpc } from '../../api.ts'
import { useSelected } from '../../live/store.ts'
import { useSession } from '../session-context.tsx'

/** The URL changes when somebody loses access to the session: the record's mark then differs from the known one. */
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
