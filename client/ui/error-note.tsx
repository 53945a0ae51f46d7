import { Button } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import classes from './error-note.module.css'
import { errorText } from './error-text.ts'

type ErrorNoteProps = {
  /** The action that failed. */
  title?: string
  error: unknown
  /** Shown only if a retry can help. */
  onRetry?: () => void
  retrying?: boolean
  children?: ReactNode
}

export function ErrorNote({ title, error, onRetry, retrying = false, children }: ErrorNoteProps) {
  const { message, repeatable, signIn } = errorText(error)
  const here = `${location.pathname}${location.search}`
  return (
    <div className={classes.note} role="alert">
      <IconAlertCircle className={classes.icon} size={18} stroke={1.8} aria-hidden />
      <div className={classes.text}>
        {title && <strong>{title}</strong>}
        <span>{message}</span>
      </div>
      <div className={classes.ways}>
        {repeatable && onRetry && (
          <Button size="xs" variant="default" onClick={onRetry} loading={retrying}>
            Try again
          </Button>
        )}
        {signIn && (
          <Button
            size="xs"
            variant="default"
            component={Link}
            href={`/sign-in?next=${encodeURIComponent(here)}`}
          >
            Sign in
          </Button>
        )}
        {children}
      </div>
    </div>
  )
}
