import { Button, Skeleton } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { ShareLook } from '../../shared/protocol/share-link.ts'
import { trpc } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { joinWords, sharedLinkWords } from '../words/join.ts'
import { errorWords } from '../words/ui.ts'
import classes from './account/account.module.css'
import { DeadLink, isDeadLink, LinkFailed } from './join/dead-link.tsx'
import { GuestName } from './join/guest-name.tsx'
import { JoinPage } from './join/join-page.tsx'
import { useGuest } from './join/use-guest.ts'
import { preloadSession } from './session-code.ts'

export default function SharedLink({ token }: { token: string }) {
  const look = trpc.shares.look.useQuery({ token }, { staleTime: 0 })
  const me = trpc.auth.me.useQuery(undefined, { staleTime: 60_000 })
  if (look.error && isDeadLink(look.error))
    return (
      <DeadLink
        title={sharedLinkWords.invalid}
        text={`${sharedLinkWords.invalidText} ${joinWords.askForNew}`}
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
    return <OpenShared token={token} offer={look.data.offer} signedIn={me.data !== null} />
  return (
    <JoinPage title="Shared session" lead={sharedLinkWords.checking}>
      <Skeleton height={36} />
    </JoinPage>
  )
}

type OpenProps = { token: string; offer: NonNullable<ShareLook['offer']>; signedIn: boolean }

function OpenShared({ token, offer, signedIn }: OpenProps) {
  const [, go] = useLocation()
  const ensureSignedIn = useGuest()
  const [name, setName] = useState('')
  const open = trpc.shares.open.useMutation({
    onMutate: () => {
      preloadSession()
      return ensureSignedIn(name)
    },
    onSuccess: ({ sessionId }) => go(`/s/${sessionId}`, { replace: true }),
  })
  const { mutate } = open
  useEffect(() => {
    if (signedIn) mutate({ token })
  }, [signedIn, token, mutate])
  const next = `next=${encodeURIComponent(location.pathname)}`
  return (
    <JoinPage title={offer.session} lead={sharedLinkWords.lead(offer.by, offer.role)}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          mutate({ token })
        }}
      >
        {!signedIn && <GuestName value={name} onChange={setName} />}
        {open.isError && <ErrorNote title={errorWords.sessionFailed} error={open.error} />}
        <Button type="submit" fullWidth loading={open.isPending || open.isSuccess}>
          {signedIn ? 'Open the session' : sharedLinkWords.openAsGuest}
        </Button>
      </form>
      {!signedIn && (
        <Button component={Link} href={`/sign-in?${next}`} variant="default" fullWidth>
          Sign in first
        </Button>
      )}
    </JoinPage>
  )
}
