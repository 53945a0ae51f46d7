import { Button, Skeleton } from '@mantine/core'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { limits } from '../../shared/limits.ts'
import { queryClient, trpc } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { resetWords, signUpWords } from '../words/account.ts'
import { AccountPage } from './account/account-page.tsx'
import classes from './account/account.module.css'
import { readForm } from './account/read-form.ts'
import { DeadLink, isDeadLink, LinkFailed } from './join/dead-link.tsx'
import { JoinPage } from './join/join-page.tsx'

export default function ResetPassword({ token }: { token: string }) {
  const look = trpc.account.lookAtReset.useQuery({ token }, { staleTime: 0 })
  const [done, setDone] = useState(false)
  if (done) return <Done />
  if (look.data)
    return <NewPassword token={token} email={look.data.email} onDone={() => setDone(true)} />
  if (look.error && isDeadLink(look.error))
    return (
      <DeadLink title={resetWords.dead} text={resetWords.deadText}>
        <Button component={Link} href="/forgot-password">
          Ask for a new link
        </Button>
      </DeadLink>
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
    <JoinPage title="New password" lead={resetWords.checking}>
      <Skeleton height={36} />
    </JoinPage>
  )
}

type NewPasswordProps = { token: string; email: string | null; onDone: () => void }

function NewPassword({ token, email, onDone }: NewPasswordProps) {
  const reset = trpc.account.resetPassword.useMutation({
    onSuccess: () => {
      // this browser may have been signed in
      queryClient.clear()
      onDone()
    },
  })
  return (
    <AccountPage title="New password" lead={resetWords.lead(email)} foot={null}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          reset.mutate({ token, password: readForm(event.currentTarget).password })
        }}
      >
        {/* password managers store the new password with it */}
        <input
          type="email"
          name="email"
          autoComplete="username"
          value={email ?? ''}
          readOnly
          hidden
        />
        <PasswordField
          label="New password"
          name="password"
          description={signUpWords.passwordHint(limits.passwordMin)}
          autoComplete="new-password"
          minLength={limits.passwordMin}
          maxLength={limits.passwordMax}
          autoFocus
        />
        {reset.isError && <ErrorNote title={resetWords.failed} error={reset.error} />}
        <Button type="submit" fullWidth loading={reset.isPending}>
          Set password
        </Button>
      </form>
    </AccountPage>
  )
}

function Done() {
  const [, go] = useLocation()
  return (
    <JoinPage title="New password" lead={<span role="status">{resetWords.done}</span>}>
      <Button fullWidth onClick={() => go('/sign-in')} autoFocus>
        Sign in
      </Button>
    </JoinPage>
  )
}
