import { Button, Group } from '@mantine/core'
import { Link } from 'wouter'
import { Section } from './section.tsx'

/** In place of the account, for who has none yet. */
export function SignInFirst() {
  return (
    <Section
      title="Account"
      lead="You are not signed in. Colours and models are shown all the same."
    >
      <Group gap="xs">
        <Button component={Link} href="/sign-in?next=/settings">
          Sign in
        </Button>
        <Button component={Link} href="/sign-up?next=/settings" variant="default">
          Sign up
        </Button>
      </Group>
    </Section>
  )
}
