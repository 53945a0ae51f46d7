import { Button, Skeleton } from '@mantine/core'
import { useEffect } from 'react'
import { Link, useLocation } from 'wouter'
import type { ShareLook } from '../../shared/protocol/share-link.ts'
import type { LinkRole } from '../../shared/roles.ts'
import { trpc } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { DeadLink, isDeadLink, LinkFailed } from './join/dead-link.tsx'
import { JoinPage } from './join/join-page.tsx'
import { useGuest } from './join/use-guest.ts'
import { pageCode } from './pages.tsx'

/** A share link: who is signed in goes on to the session, a stranger by one click as a guest. */
export default function SharedLink({ token }: { token: string }) {
  const look = trpc.shares.look.useQuery({ token }, { staleTime: 0 })
  const me = trpc.auth.me.useQuery(undefined, { staleTime: 60_000 })
  if (look.error && isDeadLink(look.error))
    return (
      <DeadLink
        title="This link leads nowhere"
        text="It may be incomplete, or it has been revoked. Ask whoever sent it for a new one."
      />
    )
  const failed = look.error ?? me.error
  if (failed)
    return (
      <LinkFailed
        error={failed}
        onRetry={() => void Promise.all([look.refetch(), me.refetch()])}
        retrying={look.isFetching || me.isFetching}
      />
    )
  if (look.data?.offer && me.isSuccess)
    return <Open token={token} offer={look.data.offer} signedIn={me.data !== null} />
  return (
    <JoinPage title="Shared session" lead="Looking at the link…">
      <Skeleton height={36} />
    </JoinPage>
  )
}

const gives: Record<LinkRole, string> = {
  viewer: 'You can watch it being built.',
  suggester: 'You can watch, comment, and write in the draft.',
  editor: 'You can build it with them.',
}

type OpenProps = { token: string; offer: NonNullable<ShareLook['offer']>; signedIn: boolean }

function Open({ token, offer, signedIn }: OpenProps) {
  const [, go] = useLocation()
  const becomeGuest = useGuest()
  const open = trpc.shares.open.useMutation({
    onMutate: () => {
      pageCode.session().catch(() => undefined)
      return becomeGuest()
    },
    onSuccess: ({ sessionId }) => go(`/s/${sessionId}`, { replace: true }),
  })
  const { mutate } = open
  // Nothing is asked of who is signed in: they came to see the session.
  useEffect(() => {
    if (signedIn) mutate({ token })
  }, [signedIn, token, mutate])
  const next = `next=${encodeURIComponent(location.pathname)}`
  return (
    <JoinPage title={offer.session} lead={`${offer.by} shares this with you. ${gives[offer.role]}`}>
      {open.isError && <ErrorNote title="It could not be opened." error={open.error} />}
      <Button
        fullWidth
        loading={open.isPending || open.isSuccess}
        onClick={() => mutate({ token })}
      >
        {signedIn ? 'Open the session' : 'Open as a guest'}
      </Button>
      {!signedIn && (
        <Button component={Link} href={`/sign-in?${next}`} variant="default" fullWidth>
          Sign in first
        </Button>
      )}
    </JoinPage>
  )
}
