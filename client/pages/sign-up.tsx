import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Link, useSearch } from 'wouter'
import { limits } from '../../shared/limits.ts'
import { trpc } from '../api.ts'
import { emailInput } from '../ui/email-input.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { signUpWords } from '../words/account.ts'
import { AccountPage } from './account/account-page.tsx'
import classes from './account/account.module.css'
import { ForeignSignIn } from './account/foreign-sign-in.tsx'
import { readForm } from './account/read-form.ts'
import { useAfterSignIn } from './account/use-after-sign-in.ts'

type FieldErrors = Partial<Record<'name' | 'email' | 'password', string>>

/** The server's schema is fetched on first use. */
async function validate(fields: ReturnType<typeof readForm>): Promise<FieldErrors> {
  const { SignUp } = await import('../../shared/protocol/account.ts')
  const errors: FieldErrors = {}
  for (const { path, message } of SignUp.safeParse(fields).error?.issues ?? []) {
    const field = path[0]
    if (field === 'name' || field === 'email' || field === 'password') errors[field] ??= message
  }
  return errors
}

/** A guest account becomes the new one and keeps everything. */
export default function SignUp() {
  const search = useSearch()
  const afterSignIn = useAfterSignIn()
  const me = trpc.auth.me.useQuery(undefined, { staleTime: 60_000 })
  const signUp = trpc.auth.signUp.useMutation({ onSuccess: afterSignIn })
  const [errors, setErrors] = useState<FieldErrors>({})

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const fields = readForm(form)
    const found = await validate(fields)
    setErrors(found)
    const first = Object.keys(found)[0]
    if (!first) return signUp.mutate(fields)
    const field = form.elements.namedItem(first)
    if (field instanceof HTMLElement) field.focus()
  }

  return (
    <AccountPage
      title="Sign up"
      lead={me.data?.guest ? signUpWords.leadForGuest(me.data.name) : signUpWords.lead}
      foot={
        <>
          {signUpWords.hasAccount} <Link href={`/sign-in${search && `?${search}`}`}>Sign in</Link>
        </>
      }
    >
      <ForeignSignIn />
      <form className={classes.form} noValidate onSubmit={submit}>
        <TextInput
          label="Name"
          name="name"
          autoComplete="name"
          required
          withAsterisk={false}
          maxLength={limits.nameLength}
          error={errors.name}
          autoFocus
        />
        <TextInput
          label="E-mail"
          name="email"
          {...emailInput}
          required
          withAsterisk={false}
          error={errors.email}
        />
        <PasswordField
          label="Password"
          name="password"
          description={signUpWords.passwordHint(limits.passwordMin)}
          autoComplete="new-password"
          error={errors.password}
        />
        {signUp.isError && <ErrorNote error={signUp.error} />}
        <Button type="submit" fullWidth loading={signUp.isPending || signUp.isSuccess}>
          Sign up
        </Button>
      </form>
    </AccountPage>
  )
}
