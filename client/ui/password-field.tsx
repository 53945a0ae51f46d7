import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { accountWords } from '../words/account.ts'

export function PasswordField(props: PasswordInputProps) {
  return (
    <PasswordInput
      required
      withAsterisk={false}
      visibilityToggleButtonProps={{ 'aria-label': accountWords.showPassword }}
      {...props}
    />
  )
}
