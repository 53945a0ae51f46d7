import { ActionIcon, Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconAlertCircle } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { ErrorBoundary } from 'react-error-boundary'
import { type PartName, partWords } from '../words/ui.ts'
import classes from './part.module.css'
import { partReport } from './part-report.ts'

interface BoxProps {
  name: PartName
  error: unknown
  /** React's component stack; null before it is known. */
  components: string | null
  small: boolean
  onRetry: () => void
}

function FailedPart({ name, error, components, small, onRetry }: BoxProps) {
  const clipboard = useClipboard({ timeout: 1_500 })
  const words = partWords.failed(name)
  const copy = () => clipboard.copy(partReport({ name, error, components }))
  const copyWords = clipboard.copied ? 'Copied' : 'Copy details'
  if (small)
    return (
      <ActionIcon
        size="sm"
        className={classes.small}
        aria-label={`${words} ${copyWords}`}
        title={`${words} ${copyWords}`}
        onClick={copy}
      >
        <IconAlertCircle size={16} stroke={1.8} aria-hidden />
      </ActionIcon>
    )
  return (
    <div className={classes.box} role="group" aria-label={words}>
      <IconAlertCircle className={classes.icon} size={15} stroke={1.8} aria-hidden />
      <span className={classes.words}>{words}</span>
      <Button size="compact-xs" variant="default" onClick={onRetry}>
        Try again
      </Button>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={copy}>
        {copyWords}
      </Button>
    </div>
  )
}

interface Props {
  name: PartName
  /** What the part shows: when it changes, the part is tried again. */
  content: readonly unknown[]
  /** Only an icon. */
  small?: boolean
  /** Within a list. */
  item?: boolean
  children: ReactNode
}

/** A part of the screen. If it throws, only a box in its place says so; the rest of the screen works. */
export function Part({ name, content, small = false, item = false, children }: Props) {
  const [components, setComponents] = useState<string | null>(null)
  return (
    <ErrorBoundary
      resetKeys={[...content]}
      onError={(_, { componentStack }) => setComponents(componentStack ?? null)}
      fallbackRender={({ error, resetErrorBoundary }) => {
        const box = (
          <FailedPart
            name={name}
            error={error}
            components={components}
            small={small}
            onRetry={resetErrorBoundary}
          />
        )
        return item ? <li className={classes.item}>{box}</li> : box
      }}
    >
      {children}
    </ErrorBoundary>
  )
}
