import { Button, VisuallyHidden } from '@mantine/core'
import { Link } from 'wouter'
import { isApiError } from '../../api.ts'
import { DeadEnd } from '../../ui/dead-end.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { workspaceWords } from '../../words/workspace.ts'

export function WorkspaceLost({ name }: { name: string }) {
  return (
    <DeadEnd title={workspaceWords.noAccess(name)} text={workspaceWords.noAccessText}>
      <Button component={Link} href="/">
        Start page
      </Button>
    </DeadEnd>
  )
}

type WorkspaceRefusedProps = { error: unknown; onRetry: () => void; retrying: boolean }

export function WorkspaceRefused({ error, onRetry, retrying }: WorkspaceRefusedProps) {
  const code = isApiError(error) ? error.data?.app.code : undefined
  const next = encodeURIComponent(location.pathname)
  if (code === 'not_signed_in')
    return (
      <DeadEnd title={workspaceWords.signIn} text={workspaceWords.signInText}>
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
      <DeadEnd title={workspaceWords.notFound} text={workspaceWords.notFoundText}>
        <Button component={Link} href="/">
          Start page
        </Button>
      </DeadEnd>
    )
  return (
    <>
      <VisuallyHidden component="h1">Workspace</VisuallyHidden>
      <ErrorNote
        title={workspaceWords.openFailed}
        error={error}
        onRetry={onRetry}
        retrying={retrying}
      />
    </>
  )
}
