import { TextInput } from '@mantine/core'
import { limits } from '../../../shared/limits.ts'
import { trpc } from '../../api.ts'
import { accountDialogWords as words } from '../../words/settings.ts'
import { AccountDialog, textOf } from './account-dialog.tsx'

type ChangeEmailProps = { email: string | null; hasPassword: boolean; onClose: () => void }

export default function ChangeEmail({ email, hasPassword, onClose }: ChangeEmailProps) {
  const utils = trpc.useUtils()
  const change = trpc.account.changeEmail.useMutation({
    onSuccess: (me) => {
      utils.auth.me.setData(undefined, me)
      onClose()
    },
  })
  return (
    <AccountDialog
      title={email === null ? words.firstEmailTitle : words.emailTitle}
      hasPassword={hasPassword}
      save="Save"
      busy={change.isPending}
      failed={words.emailFailed}
      error={change.error}
      onSave={(password, form) => change.mutate({ password, email: textOf(form, 'email').trim() })}
      onClose={onClose}
    >
      <TextInput
        label="New e-mail"
        name="email"
        type="email"
        autoComplete="email"
        required
        withAsterisk={false}
        maxLength={limits.emailLength}
        {...(!hasPassword && { 'data-autofocus': true })}
      />
    </AccountDialog>
  )
}
