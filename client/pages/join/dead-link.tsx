import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { isApiError } from '../../api.ts'
import { DeadEnd } from '../../ui/dead-end.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Page } from '../../ui/page.tsx'

type DeadLinkProps = {
  title: string
  text: string
  children?: React.ReactNode
}

/** In place of what a link led to that lets nobody in: why, and what to do. */
export function DeadLink({ title, text, children }: DeadLinkProps) {
  return (
    <Page title={title} width="text">
      <DeadEnd title={title} text={text}>
        {children}
        <Button component={Link} href="/" variant={children ? 'default' : 'filled'}>
          Start page
        </Button>
      </DeadEnd>
    </Page>
  )
}

/** Whether asking again can't help: the link itself is the reason. */
export function isDeadLink(error: unknown): boolean {
  const code = isApiError(error) ? error.data?.app.code : undefined
  return code === 'not_found' || code === 'bad_input'
}

type LinkFailedProps = { error: unknown; onRetry: () => void; retrying: boolean }

/** In place of a link that could not be looked at. */
export function LinkFailed({ error, onRetry, retrying }: LinkFailedProps) {
  return (
    <Page title="Link" width="text">
      <ErrorNote
        title="The link could not be opened."
        error={error}
        onRetry={onRetry}
        retrying={retrying}
      />
    </Page>
  )
}
