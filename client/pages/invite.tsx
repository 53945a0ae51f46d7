import { Button, Skeleton } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { InviteLook } from '../../shared/protocol/invite.ts'
import { trpc } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { inviteWords, joinWords } from '../words/join.ts'
import { roleLeads } from '../words/roles.ts'
import classes from './account/account.module.css'
import { DeadLink, isDeadLink, LinkFailed } from './join/dead-link.tsx'
import { GuestName } from './join/guest-name.tsx'
import { JoinPage } from './join/join-page.tsx'
import { useGuest } from './join/use-guest.ts'

export default function Invite({ token }: { token: string }) {
  const look = trpc.invites.look.useQuery({ token }, { staleTime: 0 })
  if (look.data) return <CheckedInvite token={token} look={look.data} />
  if (look.error && isDeadLink(look.error))
    return (
      <DeadLink
        title={inviteWords.invalid}
        text={`${inviteWords.invalidText} ${joinWords.askForNew}`}
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
    <JoinPage title="Invite" lead={inviteWords.checking}>
      <Skeleton height={36} />
    </JoinPage>
  )
}

const endedTitles: Record<Exclude<InviteLook['state'], 'open'>, string> = {
  expired: inviteWords.expired,
  used_up: inviteWords.usedUp,
  revoked: inviteWords.revoked,
}

function CheckedInvite({ token, look }: { token: string; look: InviteLook }) {
  const [, go] = useLocation()
  const { member, state, offer } = look
  useEffect(() => {
    if (member !== null) go(`/w/${member}`, { replace: true })
  }, [member, go])
  if (member !== null)
    return (
      <JoinPage title="Invite" lead={inviteWords.alreadyMember}>
        <Button component={Link} href={`/w/${member}`}>
          Open workspace
        </Button>
      </JoinPage>
    )
  if (state === 'open' && offer) return <AcceptInvite token={token} offer={offer} />
  return (
    <DeadLink
      title={endedTitles[state === 'open' ? 'revoked' : state]}
      text={joinWords.askForNew}
    />
  )
}

function AcceptInvite({
  token,
  offer,
}: {
  token: string
  offer: NonNullable<InviteLook['offer']>
}) {
  const [, go] = useLocation()
  const utils = trpc.useUtils()
  const ensureSignedIn = useGuest()
  const me = trpc.auth.me.useQuery(undefined, { staleTime: 60_000 })
  const [typed, setTyped] = useState<string | null>(null)
  const stranger = me.data === null
  const guest = stranger || me.data?.guest === true
  const name = typed ?? me.data?.name ?? ''
  const accept = trpc.invites.accept.useMutation({
    onMutate: () => ensureSignedIn(guest ? name : ''),
    onSuccess: async ({ slug }) => {
      await utils.workspaces.invalidate()
      go(`/w/${slug}`)
    },
  })
  const next = `next=${encodeURIComponent(location.pathname)}`
  return (
    <JoinPage
      title={`Join ${offer.workspace}`}
      lead={
        <>
          {inviteWords.lead(offer.by, offer.role)} {roleLeads[offer.role]}
        </>
      }
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          accept.mutate({ token })
        }}
      >
        {guest && <GuestName value={name} onChange={setTyped} />}
        {accept.isError && <ErrorNote title={inviteWords.failed} error={accept.error} />}
        <Button
          type="submit"
          fullWidth
          disabled={me.isPending}
          loading={accept.isPending || accept.isSuccess}
        >
          {stranger ? joinWords.asGuest : `Join as ${name.trim() || (me.data?.name ?? '…')}`}
        </Button>
      </form>
      {guest && (
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
