import { Button, VisuallyHidden } from '@mantine/core'
import { Link } from 'wouter'
import { isApiError } from '../../api.ts'
import { DeadEnd } from '../../ui/dead-end.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'

/** In place of a workspace that one was in until just now. */
export function WorkspaceLost({ name }: { name: string }) {
  return (
    <DeadEnd
      title={`You no longer have access to ${name}`}
      text="You left it, or somebody who manages it took you out. An invite brings you back."
    >
      <Button component={Link} href="/">
        Start page
      </Button>
    </DeadEnd>
  )
}

type WorkspaceRefusedProps = { error: unknown; onRetry: () => void; retrying: boolean }

/** In place of a workspace that can't be shown: why, and what to do. */
export function WorkspaceRefused({ error, onRetry, retrying }: WorkspaceRefusedProps) {
  const code = isApiError(error) ? error.data?.app.code : undefined
  const next = encodeURIComponent(location.pathname)
  if (code === 'not_signed_in')
    return (
      <DeadEnd
        title="Sign in to open this workspace"
        text="It opens for its members. You come back here right after."
      >
        <Button component={Link} href={`/sign-in?next=${next}`}>
          Sign in
        </Button>
        <Button component={Link} href={`/sign-up?next=${next}`} variant="default">
          Sign up
        </Button>
      </DeadEnd>
    )
  if (code === 'not_found')
    return (
      <DeadEnd
        title="There is no such workspace"
        text="The link may be incomplete, or it is the workspace of somebody else."
      >
        <Button component={Link} href="/">
          Start page
        </Button>
      </DeadEnd>
    )
  return (
    <>
      <VisuallyHidden component="h1">Workspace</VisuallyHidden>
      <ErrorNote
        title="This workspace could not be opened."
        error={error}
        onRetry={onRetry}
        retrying={retrying}
      />
    </>
  )
}
