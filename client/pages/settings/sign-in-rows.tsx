import { Button, Text } from '@mantine/core'
import { Suspense, lazy, useState } from 'react'
import type { Me } from '../../../shared/protocol/me.ts'
import { trpc } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { settingsWords } from '../../words/settings.ts'
import classes from './section.module.css'

const ChangeEmail = lazy(() => import('./change-email.tsx'))
const ChangePassword = lazy(() => import('./change-password.tsx'))

/** E-mail and password of an account. */
export function SignInRows({ me }: { me: Me }) {
  const account = trpc.account.get.useQuery(undefined, { staleTime: 60_000 })
  const info = trpc.app.info.useQuery(undefined, { staleTime: 300_000 })
  const [open, setOpen] = useState<'email' | 'password' | null>(null)
  const close = () => setOpen(null)
  const { hasPassword = false, github = false, oidc = false } = account.data ?? {}
  const ways = [
    ...(hasPassword ? [settingsWords.passwordSet] : []),
    ...(github ? ['GitHub'] : []),
    ...(oidc ? [info.data?.oidc ?? settingsWords.otherProvider] : []),
  ]
  if (account.isError)
    return (
      <ErrorNote
        title={settingsWords.accountFailed}
        error={account.error}
        onRetry={() => account.refetch()}
        retrying={account.isFetching}
      />
    )
  return (
    <>
      <Row
        title="E-mail"
        value={me.email ?? settingsWords.noEmail}
        button={me.email ? 'Change e-mail' : 'Add e-mail'}
        disabled={account.isPending}
        onOpen={() => setOpen('email')}
      />
      <Row
        title="Sign-in"
        value={ways.join(', ') || '…'}
        button={hasPassword || account.isPending ? 'Change password' : 'Set a password'}
        disabled={account.isPending || me.email === null}
        onOpen={() => setOpen('password')}
      />
      <Suspense>
        {open === 'email' && (
          <ChangeEmail email={me.email} hasPassword={hasPassword} onClose={close} />
        )}
        {open === 'password' && <ChangePassword hasPassword={hasPassword} onClose={close} />}
      </Suspense>
    </>
  )
}

interface RowProps {
  title: string
  value: string
  button: string
  disabled: boolean
  onOpen: () => void
}

function Row({ title, value, button, disabled, onOpen }: RowProps) {
  return (
    <div className={classes.pair}>
      <div className={classes.value}>
        <Text size="sm" fw={560}>
          {title}
        </Text>
        <Text size="sm" c="dimmed" truncate>
          {value}
        </Text>
      </div>
      <Button variant="default" disabled={disabled} onClick={onOpen}>
        {button}
      </Button>
    </div>
  )
}
