import { limits } from '../../../shared/limits.ts'
import { trpc } from '../../api.ts'
import { PasswordField } from '../../ui/password-field.tsx'
import { signUpWords } from '../../words/account.ts'
import { accountDialogWords as words } from '../../words/settings.ts'
import { AccountDialog, textOf } from './account-dialog.tsx'

type ChangePasswordProps = { hasPassword: boolean; onClose: () => void }

export default function ChangePassword({ hasPassword, onClose }: ChangePasswordProps) {
  const utils = trpc.useUtils()
  const change = trpc.account.changePassword.useMutation({
    onSuccess: async () => {
      await utils.account.invalidate()
      onClose()
    },
  })
  return (
    <AccountDialog
      title={hasPassword ? words.passwordTitle : words.firstPasswordTitle}
      lead={words.passwordLead}
      hasPassword={hasPassword}
      save={hasPassword ? 'Change password' : 'Set password'}
      busy={change.isPending}
      failed={words.passwordFailed}
      error={change.error}
      onSave={(password, form) => change.mutate({ password, next: textOf(form, 'next') })}
      onClose={onClose}
    >
      <PasswordField
        label="New password"
        name="next"
        description={signUpWords.passwordHint(limits.passwordMin)}
        autoComplete="new-password"
        minLength={limits.passwordMin}
        maxLength={limits.passwordMax}
        {...(!hasPassword && { 'data-autofocus': true })}
      />
    </AccountDialog>
  )
}
