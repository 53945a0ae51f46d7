import { Button, Group } from '@mantine/core'
import { Link } from 'wouter'
import { settingsWords } from '../../words/settings.ts'
import { Section } from './section.tsx'

export function SignInFirst() {
  return (
    <Section title="Account" lead={settingsWords.signedOut}>
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
