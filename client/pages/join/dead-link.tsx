import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { isApiError } from '../../api.ts'
import { DeadEnd } from '../../ui/dead-end.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Page } from '../../ui/page.tsx'
import { joinWords } from '../../words/join.ts'

type DeadLinkProps = {
  title: string
  text: string
  children?: React.ReactNode
}

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

/** True if the link itself is the reason, so that a retry can't help. */
export function isDeadLink(error: unknown): boolean {
  const code = isApiError(error) ? error.data?.app.code : undefined
  return code === 'not_found' || code === 'bad_input'
}

type LinkFailedProps = { error: unknown; onRetry: () => void; retrying: boolean }

/** The server says why: they were removed, or left. */
function refusalOf(error: unknown): string | null {
  return isApiError(error) && error.data?.app.code === 'forbidden' ? error.message : null
}

export function LinkFailed({ error, onRetry, retrying }: LinkFailedProps) {
  const refusal = refusalOf(error)
  if (refusal !== null) return <DeadLink title={joinWords.refused} text={refusal} />
  return (
    <Page title="Link" width="text">
      <ErrorNote title={joinWords.linkFailed} error={error} onRetry={onRetry} retrying={retrying} />
    </Page>
  )
}
