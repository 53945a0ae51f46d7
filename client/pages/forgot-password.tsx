import { Button, Skeleton, TextInput } from '@mantine/core'
import { Link } from 'wouter'
import { trpc } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { forgotWords } from '../words/account.ts'
import { AccountPage } from './account/account-page.tsx'
import classes from './account/account.module.css'
import { readForm } from './account/read-form.ts'

export default function ForgotPassword() {
  const info = trpc.app.info.useQuery(undefined, { staleTime: 300_000 })
  return (
    <AccountPage
      title="Forgot password"
      lead={info.data?.mail === false ? forgotWords.noMailLead : forgotWords.lead}
      foot={
        <>
          {forgotWords.remembered} <Link href="/sign-in">Sign in</Link>
        </>
      }
    >
      {info.isPending && <Skeleton height={57} />}
      {info.isError && (
        <ErrorNote error={info.error} onRetry={() => info.refetch()} retrying={info.isFetching} />
      )}
      {info.data?.mail === true && <RequestForm />}
      {info.data?.mail === false && <p className={classes.text}>{forgotWords.noMail}</p>}
    </AccountPage>
  )
}

function RequestForm() {
  const request = trpc.account.requestReset.useMutation()
  if (request.isSuccess)
    return (
      <p className={classes.text} role="status">
        {forgotWords.sent(request.variables.email)}
      </p>
    )
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        request.mutate({ email: readForm(event.currentTarget).email })
      }}
    >
      <TextInput
        label="E-mail"
        name="email"
        type="email"
        autoComplete="email"
        required
        withAsterisk={false}
        autoFocus
      />
      {request.isError && <ErrorNote title={forgotWords.failed} error={request.error} />}
      <Button type="submit" fullWidth loading={request.isPending}>
        Send link
      </Button>
    </form>
  )
}
