import { Button, Skeleton } from '@mantine/core'
import type { CSSProperties } from 'react'
import { namesOf } from '../../../shared/names.ts'
import type { Picked } from '../../../shared/protocol/anchor.ts'
import type { BlameSource, BlameVersion } from '../../../shared/protocol/blame-view.ts'
import type { SourcePlace } from '../../../shared/protocol/source-place.ts'
import { trpc } from '../../api.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { blameWords } from '../../words/blame.ts'
import { useOpenChanges } from '../changes/use-change-scope.ts'
import { PinCard } from '../pins/pin-card.tsx'
import { useMay, useSession } from '../session-context.tsx'
import { useUndo } from '../undo/version-dialogs.tsx'
import classes from './element-blame.module.css'

function Ways({ version, onClose }: { version: BlameVersion; onClose: () => void }) {
  const maySend = useMay('message.send')
  const undo = useUndo()
  const openChanges = useOpenChanges()
  if (version.session !== null || version.number === 0) return null
  const { id, undoneBy } = version
  const isUndo = version.kind === 'undo' && !version.redo
  return (
    <div className={classes.ways}>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          onClose()
          openChanges({ of: 'version', id })
        }}
      >
        Show changes
      </Button>
      {maySend && !undoneBy && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            onClose()
            undo.open({ versionIds: [id], redo: isUndo })
          }}
        >
          {isUndo ? 'Redo' : 'Undo this'}
        </Button>
      )}
    </div>
  )
}

function Source({ label, source, onClose }: SourceProps) {
  if (typeof source === 'string') return <p className={classes.note}>{blameWords[source]}</p>
  const { authors, title, number, at, session } = source
  const [first] = authors
  return (
    <section className={classes.source} aria-label={label}>
      <span className={classes.label}>{label}</span>
      <div className={classes.by}>
        {first && (
          <Avatar id={first.id} name={first.name} color={first.color} size={20} decorative />
        )}
        <b>{namesOf(authors)}</b>
        <span className={classes.facts}>
          version {number} · <TimeAgo at={at} />
        </span>
      </div>
      <p className={classes.title}>{number === 0 ? blameWords.start : title}</p>
      {session && <p className={classes.note}>{blameWords.elsewhere(session.name)}</p>}
      <Ways version={source} onClose={onClose} />
    </section>
  )
}

interface SourceProps {
  label: string
  source: BlameSource
  onClose: () => void
}

function isSame(a: BlameSource, b: BlameSource): boolean {
  return typeof a === 'string' || typeof b === 'string' ? a === b : a.id === b.id
}

function Found({ source, onClose }: { source: SourcePlace; onClose: () => void }) {
  const { view } = useSession()
  const query = trpc.blame.element.useQuery({ sessionId: view.id, place: source })
  const { data, error } = query
  if (error)
    return (
      <ErrorNote
        title={blameWords.failed}
        error={error}
        onRetry={() => void query.refetch()}
        retrying={query.isFetching}
      />
    )
  if (!data)
    return (
      <div className={classes.source} aria-busy="true">
        <Skeleton height={12} width="50%" />
        <Skeleton height={12} width="80%" />
      </div>
    )
  const { changed, made } = data
  const one = isSame(changed, made)
  return (
    <div className={classes.found}>
      <p className={classes.place}>{blameWords.lines(data.path, data.from, data.to)}</p>
      {!data.exact && <p className={classes.note}>{blameWords.inexact}</p>}
      <Source
        label={one ? blameWords.made : blameWords.changed}
        source={changed}
        onClose={onClose}
      />
      {!one && <Source label={blameWords.made} source={made} onClose={onClose} />}
    </div>
  )
}

interface Props {
  element: Picked
  source: SourcePlace | null
  style: CSSProperties | undefined
  onClose: () => void
}

/** Who asked for a picked element, with the ways to the change and back. */
export function ElementBlame({ element, source, style, onClose }: Props) {
  const { component } = element.anchor
  return (
    <PinCard
      label={`${blameWords.title}: ${element.name}`}
      title={element.name}
      place={component === null ? element.route : `<${component}>`}
      style={style}
      onClose={onClose}
      closeLabel="Close"
    >
      {source ? (
        <Found source={source} onClose={onClose} />
      ) : (
        <p className={classes.note}>{blameWords.noPlace}</p>
      )}
    </PinCard>
  )
}
