import { Button, TextInput } from '@mantine/core'
import { Link, useSearch } from 'wouter'
import { trpc } from '../api.ts'
import { emailInput } from '../ui/email-input.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { signInWords } from '../words/account.ts'
import { AccountPage } from './account/account-page.tsx'
import classes from './account/account.module.css'
import { ForeignSignIn } from './account/foreign-sign-in.tsx'
import { readForm } from './account/read-form.ts'
import { useAfterSignIn } from './account/use-after-sign-in.ts'

/** A guest's work moves into the account. */
export default function SignIn() {
  const search = useSearch()
  const afterSignIn = useAfterSignIn()
  const me = trpc.auth.me.useQuery(undefined, { staleTime: 60_000 })
  const signIn = trpc.auth.signIn.useMutation({ onSuccess: afterSignIn })
  return (
    <AccountPage
      title="Sign in"
      lead={me.data?.guest ? signInWords.leadForGuest(me.data.name) : signInWords.lead}
      foot={
        <>
          {signInWords.newHere} <Link href={`/sign-up${search && `?${search}`}`}>Sign up</Link>
        </>
      }
    >
      <ForeignSignIn />
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          const { email, password } = readForm(event.currentTarget)
          signIn.mutate({ email, password })
        }}
      >
        <TextInput
          label="E-mail"
          name="email"
          {...emailInput}
          required
          withAsterisk={false}
          autoFocus
        />
        <PasswordField label="Password" name="password" autoComplete="current-password" />
        {signIn.isError && <ErrorNote error={signIn.error} />}
        <Button type="submit" fullWidth loading={signIn.isPending || signIn.isSuccess}>
          Sign in
        </Button>
        <Link href="/forgot-password" className={classes.aside}>
          {signInWords.forgot}
        </Link>
      </form>
    </AccountPage>
  )
}
