import { Button, Skeleton } from '@mantine/core'
import { useEffect } from 'react'
import { Link, useLocation } from 'wouter'
import type { InviteLook } from '../../shared/protocol/invite.ts'
import { trpc } from '../api.ts'
import { roleLeads, roleNames } from '../links/role-words.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { DeadLink, isDeadLink, LinkFailed } from './join/dead-link.tsx'
import { JoinPage } from './join/join-page.tsx'
import { useGuest } from './join/use-guest.ts'

/** An invite to a workspace: who invites, as what, and the way in, also for a stranger. */
export default function Invite({ token }: { token: string }) {
  const look = trpc.invites.look.useQuery({ token }, { staleTime: 0 })
  if (look.data) return <Looked token={token} look={look.data} />
  if (look.error && isDeadLink(look.error))
    return (
      <DeadLink
        title="This invite leads nowhere"
        text="The link may be incomplete, or another one has taken its place. Ask whoever sent it for a new one."
      />
    )
  if (look.error)
    return (
      <LinkFailed
        error={look.error}
        onRetry={() => void look.refetch()}
        retrying={look.isFetching}
      />
    )
  return (
    <JoinPage title="Invite" lead="Looking at the invite…">
      <Skeleton height={36} />
    </JoinPage>
  )
}

const ended: Record<Exclude<InviteLook['state'], 'open'>, string> = {
  expired: 'This invite has expired',
  used_up: 'This invite has been used up',
  revoked: 'This invite has been revoked',
}

function Looked({ token, look }: { token: string; look: InviteLook }) {
  const [, go] = useLocation()
  const { member, state, offer } = look
  // Who is in already is led on: the invite is not for them any more.
  useEffect(() => {
    if (member !== null) go(`/w/${member}`, { replace: true })
  }, [member, go])
  if (member !== null)
    return (
      <JoinPage title="Invite" lead="You are in this workspace already.">
        <Button component={Link} href={`/w/${member}`}>
          Open it
        </Button>
      </JoinPage>
    )
  if (state === 'open' && offer) return <Open token={token} offer={offer} />
  return (
    <DeadLink
      title={ended[state === 'open' ? 'revoked' : state]}
      text="Ask whoever sent it for a new one."
    />
  )
}

function Open({ token, offer }: { token: string; offer: NonNullable<InviteLook['offer']> }) {
  const [, go] = useLocation()
  const utils = trpc.useUtils()
  const becomeGuest = useGuest()
  const me = trpc.auth.me.useQuery(undefined, { staleTime: 60_000 })
  const accept = trpc.invites.accept.useMutation({
    onMutate: becomeGuest,
    onSuccess: async ({ slug }) => {
      await utils.workspaces.invalidate()
      go(`/w/${slug}`)
    },
  })
  const stranger = me.data === null
  const next = `next=${encodeURIComponent(location.pathname)}`
  return (
    <JoinPage
      title={`Join ${offer.workspace}`}
      lead={
        <>
          {offer.by} invites you as {roleNames[offer.role].toLowerCase()}. {roleLeads[offer.role]}
        </>
      }
    >
      {accept.isError && <ErrorNote title="You could not be let in." error={accept.error} />}
      <Button
        fullWidth
        disabled={me.isPending}
        loading={accept.isPending || accept.isSuccess}
        onClick={() => accept.mutate({ token })}
      >
        {stranger ? 'Join as a guest' : `Join as ${me.data?.name ?? '…'}`}
      </Button>
      {(stranger || me.data?.guest) && (
        <>
          <Button component={Link} href={`/sign-up?${next}`} variant="default" fullWidth>
            Sign up first
          </Button>
          <Button component={Link} href={`/sign-in?${next}`} variant="default" fullWidth>
            Sign in first
          </Button>
        </>
      )}
    </JoinPage>
  )
}
