import { Button, Group, Modal, Text } from '@mantine/core'
import { Link } from 'wouter'
import { signOutWords } from '../words/account.ts'
import type { Me } from '../../shared/protocol/me.ts'
import { ErrorNote } from './error-note.tsx'

type SignOutDialogProps = {
  me: Me
  error: unknown
  busy: boolean
  onSignOut: () => void
  onClose: () => void
}

/** Shown only to guests: they can't sign in again. */
export default function SignOutDialog({ me, error, busy, onSignOut, onClose }: SignOutDialogProps) {
  return (
    <Modal opened onClose={onClose} title={me.guest ? signOutWords.guestTitle : 'Sign out'}>
      {me.guest && (
        <Text size="sm" mb="md">
          {signOutWords.guestText(me.name)}
        </Text>
      )}
      {error !== null && <ErrorNote title={signOutWords.failed} error={error} />}
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" loading={busy} onClick={onSignOut}>
          {me.guest ? 'Sign out anyway' : 'Try again'}
        </Button>
        {me.guest && (
          <Button component={Link} href="/sign-up" onClick={onClose}>
            Sign up
          </Button>
        )}
      </Group>
    </Modal>
  )
}
