import { Button } from '@mantine/core'
import { Link } from 'wouter'
import type { Refusal } from '../live/session-link.ts'
import { DeadEnd } from '../ui/dead-end.tsx'
import { Page } from '../ui/page.tsx'
import { sessionRefusedWords } from '../words/session.ts'

export function SessionRefused({ why }: { why: Refusal }) {
  const { title, text } = sessionRefusedWords[why]
  const here = `${location.pathname}${location.search}`
  return (
    <Page title={title} width="text">
      <DeadEnd title={title} text={text}>
        {why === 'signed_out' && (
          <Button component={Link} href={`/sign-in?next=${encodeURIComponent(here)}`}>
            Sign in
          </Button>
        )}
        <Button component={Link} href="/" variant={why === 'signed_out' ? 'default' : 'filled'}>
          Start page
        </Button>
      </DeadEnd>
    </Page>
  )
}
