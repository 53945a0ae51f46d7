import { Button } from '@mantine/core'
import { Link } from 'wouter'
import type { Refusal } from '../live/session-link.ts'
import { DeadEnd } from '../ui/dead-end.tsx'
import { Page } from '../ui/page.tsx'

function words(why: Refusal): { title: string; text: string } {
  switch (why) {
    case 'signed_out':
      return { title: 'You are signed out', text: 'Sign in again to go on where you were.' }
    case 'no_access':
      return {
        title: 'You no longer have access to this session',
        text: 'Somebody who manages it has taken it away, or the link by which you came has been revoked. Ask them for an invite or a new link.',
      }
    case 'gone':
      return {
        title: 'This session is not there',
        text: 'It has been deleted, is not shared with you, or the link is incomplete.',
      }
  }
}

/** In place of a session that this person can't be shown (any more). */
export function SessionRefused({ why }: { why: Refusal }) {
  const { title, text } = words(why)
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
