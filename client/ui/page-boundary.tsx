import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { ErrorBoundary } from 'react-error-boundary'
import { ErrorNote } from './error-note.tsx'
import { errorWords } from '../words/ui.ts'
import classes from './page.module.css'

function FailedPage({ error }: { error: unknown }) {
  return (
    <main className={classes.content} data-width="text">
      <ErrorNote title={errorWords.pageFailed} error={error}>
        <Button size="xs" variant="default" onClick={() => location.reload()}>
          Reload
        </Button>
        <Button size="xs" variant="subtle" component="a" href="/">
          Start page
        </Button>
      </ErrorNote>
    </main>
  )
}

/** Also catches failed fetches of a page's code. */
export function PageBoundary({ children }: { children: ReactNode }) {
  return <ErrorBoundary FallbackComponent={FailedPage}>{children}</ErrorBoundary>
}
