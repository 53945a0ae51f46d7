import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Link, useSearch } from 'wouter'
import { limits } from '../../shared/limits.ts'
import { trpc } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { AccountPage } from './account/account-page.tsx'
import classes from './account/account.module.css'
import { GithubButton } from './account/github-button.tsx'
import { readForm } from './account/read-form.ts'
import { useEntrance } from './account/use-entrance.ts'

type Complaints = Partial<Record<'name' | 'email' | 'password', string>>

/** The first complaint about each field, in the server's own words; its rules come when they are first needed. */
async function complaintsAbout(fields: ReturnType<typeof readForm>): Promise<Complaints> {
  const { SignUp } = await import('../../shared/protocol/account.ts')
  const complaints: Complaints = {}
  for (const { path, message } of SignUp.safeParse(fields).error?.issues ?? []) {
    const field = path[0]
    if (field === 'name' || field === 'email' || field === 'password') complaints[field] ??= message
  }
  return complaints
}

/** Makes an account; a guest becomes it and keeps everything. */
export default function SignUp() {
  const search = useSearch()
  const enter = useEntrance()
  const me = trpc.auth.me.useQuery(undefined, { staleTime: 60_000 })
  const signUp = trpc.auth.signUp.useMutation({ onSuccess: enter })
  const [complaints, setComplaints] = useState<Complaints>({})

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const fields = readForm(form)
    const found = await complaintsAbout(fields)
    setComplaints(found)
    const first = Object.keys(found)[0]
    if (!first) return signUp.mutate(fields)
    const field = form.elements.namedItem(first)
    if (field instanceof HTMLElement) field.focus()
  }

  return (
    <AccountPage
      title="Sign up"
      lead={
        me.data?.guest
          ? `You are here as ${me.data.name}. Sign up and everything you made stays yours.`
          : 'Your own workspace, to build in alone or together.'
      }
      foot={
        <>
          You have an account? <Link href={`/sign-in${search && `?${search}`}`}>Sign in</Link>
        </>
      }
    >
      <GithubButton />
      <form className={classes.form} noValidate onSubmit={submit}>
        <TextInput
          label="Name"
          name="name"
          autoComplete="name"
          required
          withAsterisk={false}
          maxLength={limits.nameLength}
          error={complaints.name}
          autoFocus
        />
        <TextInput
          label="E-mail"
          name="email"
          type="email"
          autoComplete="email"
          required
          withAsterisk={false}
          error={complaints.email}
        />
        <PasswordInput
          label="Password"
          name="password"
          description={`At least ${limits.passwordMin} characters.`}
          autoComplete="new-password"
          required
          withAsterisk={false}
          error={complaints.password}
          visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
        />
        {signUp.isError && <ErrorNote error={signUp.error} />}
        <Button type="submit" fullWidth loading={signUp.isPending || signUp.isSuccess}>
          Sign up
        </Button>
      </form>
    </AccountPage>
  )
}
