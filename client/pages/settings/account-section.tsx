import { Button, Text, TextInput, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { limits } from '../../../shared/limits.ts'
import type { Me } from '../../../shared/protocol/me.ts'
import { trpc } from '../../api.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { guestWords } from '../../words/account.ts'
import { settingsWords } from '../../words/settings.ts'
import { Section } from './section.tsx'
import classes from './section.module.css'
import { SignInRows } from './sign-in-rows.tsx'

export function AccountSection({ me }: { me: Me }) {
  const utils = trpc.useUtils()
  const [name, setName] = useState(me.name)
  const rename = trpc.auth.rename.useMutation({
    onSuccess: async (renamed) => {
      utils.auth.me.setData(undefined, renamed)
      setName(renamed.name)
      await utils.workspaces.invalidate()
    },
  })
  const changed = name.trim() !== me.name && name.trim() !== ''
  const saved = rename.isSuccess && !changed
  return (
    <Section title="Account">
      <form
        className={classes.row}
        onSubmit={(event) => {
          event.preventDefault()
          if (changed) rename.mutate({ name })
        }}
      >
        <TextInput
          className={classes.grow}
          label="Name"
          description={settingsWords.nameHint}
          autoComplete="name"
          maxLength={limits.nameLength}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          leftSection={<Avatar name={name || me.name} color={me.color} size={22} decorative />}
        />
        <Button type="submit" variant="default" disabled={!changed} loading={rename.isPending}>
          {saved ? 'Saved' : 'Save'}
        </Button>
        <VisuallyHidden role="status">{saved && settingsWords.nameSaved}</VisuallyHidden>
      </form>
      {rename.isError && <ErrorNote title={settingsWords.nameFailed} error={rename.error} />}
      {me.guest ? (
        <div className={classes.pair}>
          <Text size="sm" className={classes.grow}>
            {settingsWords.guest}
          </Text>
          <Button component={Link} href="/sign-up?next=/settings">
            {guestWords.signUp}
          </Button>
        </div>
      ) : (
        <SignInRows me={me} />
      )}
    </Section>
  )
}
