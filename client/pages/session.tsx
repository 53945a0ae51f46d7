import { Id } from '../../shared/ids.ts'
import type { Me } from '../../shared/protocol/me.ts'
import type { SessionView } from '../../shared/protocol/session-view.ts'
import { isApiError, trpc } from '../api.ts'
import { useStore } from '../live/store.ts'
import type { SessionLink } from '../live/session-link.ts'
import { SessionRefused } from '../session/session-refused.tsx'
import { SessionScreen } from '../session/session-screen.tsx'
import { SessionSkeleton } from '../session/session-skeleton.tsx'
import { useLiveAccess } from '../session/use-live-access.ts'
import { useSessionLink } from '../session/use-session-link.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Page } from '../ui/page.tsx'
import { errorWords } from '../words/ui.ts'

function codeOf(error: unknown) {
  return isApiError(error) ? error.data?.app?.code : undefined
}

export default function Session({ id }: { id: string }) {
  if (!Id.safeParse(id).success) return <SessionRefused why="gone" />
  return <Opening id={id} />
}

function Opening({ id }: { id: Id }) {
  const me = trpc.auth.me.useQuery(undefined, { staleTime: 60_000 })
  const view = trpc.sessions.get.useQuery({ id }, { staleTime: Infinity, gcTime: 0 })
  // Fetched early: the preview needs it as soon as its sandbox is ready.
  trpc.preview.address.useQuery({ sessionId: id }, { staleTime: Infinity })
  trpc.app.info.useQuery(undefined, { staleTime: Infinity })
  if (view.data && me.data) return <Joining view={view.data} me={me.data} />
  const code = codeOf(view.error)
  if (code === 'not_found') return <SessionRefused why="gone" />
  if (code === 'not_signed_in' || me.data === null) return <SessionRefused why="signed_out" />
  const failed = view.error ?? me.error
  if (!failed) return <SessionSkeleton />
  const retry = () => void Promise.all([view.refetch(), me.refetch()])
  return (
    <Page title="Session" width="text">
      <ErrorNote
        title={errorWords.sessionFailed}
        error={failed}
        onRetry={retry}
        retrying={view.isFetching || me.isFetching}
      />
    </Page>
  )
}

function Joining({ view, me }: { view: SessionView; me: Me }) {
  const ended = useLiveAccess(view)
  const link = useSessionLink(view, me)
  if (ended) return <SessionRefused why="no_access" />
  return link ? <Joined link={link} view={view} me={me} /> : <SessionSkeleton />
}

function Joined({ link, view, me }: { link: SessionLink; view: SessionView; me: Me }) {
  const connection = useStore(link.connection)
  if (connection.is === 'refused') return <SessionRefused why={connection.why} />
  return <SessionScreen link={link} view={view} me={me} />
}
