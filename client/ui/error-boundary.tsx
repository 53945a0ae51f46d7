import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { ErrorNote } from './error-note.tsx'
import { errorWords } from '../words/ui.ts'
import classes from './page.module.css'

type State = { error: unknown; failed: boolean }

/** Also catches failed fetches of a page's code. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null, failed: false }

  static getDerivedStateFromError(error: unknown): State {
    return { error, failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <main className={classes.content} data-width="text">
        <ErrorNote title={errorWords.pageFailed} error={this.state.error}>
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
}
