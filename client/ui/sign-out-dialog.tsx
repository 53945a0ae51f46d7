import { Button, Group, Modal, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { Me } from '../../shared/protocol/me.ts'
import { ErrorNote } from './error-note.tsx'

type SignOutDialogProps = {
  me: Me
  /** Why the last try failed; null while none has. */
  error: unknown
  busy: boolean
  onSignOut: () => void
  onClose: () => void
}

/** Asks a guest, who could not come back, and says where signing out failed. */
export default function SignOutDialog({ me, error, busy, onSignOut, onClose }: SignOutDialogProps) {
  return (
    <Modal opened onClose={onClose} title={me.guest ? 'Leave as a guest?' : 'Sign out'}>
      {me.guest && (
        <Text size="sm" mb="md">
          A guest has no password: once you are out, nobody can get back to what {me.name} made.
          Sign up first and it stays yours.
        </Text>
      )}
      {error !== null && <ErrorNote title="You are still signed in." error={error} />}
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
