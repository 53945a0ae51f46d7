import { Button, Skeleton } from '@mantine/core'
import { lazy, type Ref, Suspense, useCallback, useState } from 'react'
import { trpc } from '../../api.ts'
import { pictureType } from '../../../shared/picture-types.ts'
import type { VersionFile } from '../../../shared/protocol/version-view.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { blameWords } from '../../words/blame.ts'
import { bytes, changesWords } from '../../words/versions.ts'
import { useSession } from '../session-context.tsx'
import classes from './file-change.module.css'
import type { DiffHandle, DiffState } from './file-diff.tsx'
import { type Compared, type FileSide, useFileSides } from './file-sides.ts'
import { BinaryDiff, PictureDiff } from './picture-diff.tsx'

const FileDiff = lazy(() => import('./file-diff.tsx'))

interface Props {
  compared: Compared
  file: VersionFile
  split: boolean
  whole: boolean
  /** With who asked for each line. */
  blamed: boolean
  start: 'first' | 'last'
  onState: (state: DiffState) => void
  handle: Ref<DiffHandle>
}

function Loading() {
  return (
    <div className={classes.loading} aria-busy="true">
      {[58, 72, 44, 66, 50, 61].map((width) => (
        <Skeleton key={width} height={11} width={`${width}%`} />
      ))}
    </div>
  )
}

function LargeNote({ size, onLoad }: { size: number; onLoad: () => void }) {
  return (
    <div className={classes.note}>
      <p>{changesWords.large(bytes(size))}</p>
      <Button size="xs" variant="default" onClick={onLoad}>
        Show them
      </Button>
    </div>
  )
}

function sizeOf(side: FileSide | null) {
  return side?.size ?? 0
}

/** What a file was and is, as its kind allows. */
export function FileChange({ compared, file, handle, blamed, ...diff }: Props) {
  const { view } = useSession()
  const blame = trpc.blame.file.useQuery(
    { sessionId: view.id, version: compared.to, path: file.path },
    {
      enabled: blamed && file.change !== 'deleted' && !file.binary,
      staleTime: compared.to === 'now' ? 0 : Infinity,
    },
  )
  const [asked, setAsked] = useState(false)
  const sides = useFileSides(view.id, compared, file, asked)
  const { before, after, error } = sides
  const ask = useCallback(() => setAsked(true), [])
  if (sides.loading) return <Loading />
  if (error)
    return (
      <div className={classes.note}>
        <ErrorNote
          title={changesWords.fileFailed}
          error={error}
          onRetry={sides.retry}
          retrying={sides.retrying}
        />
      </div>
    )
  if (before?.binary || after?.binary)
    return pictureType(file.path) === null ? (
      <BinaryDiff before={before} after={after} />
    ) : (
      <PictureDiff before={before} after={after} />
    )
  if (!asked && (before?.large || after?.large))
    return <LargeNote size={Math.max(sizeOf(before), sizeOf(after))} onLoad={ask} />
  if (before && after && before.text === after.text)
    return <p className={classes.note}>{changesWords.renamedOnly}</p>
  return (
    <Suspense fallback={<Loading />}>
      {blamed && blame.isError && (
        <ErrorNote
          title={blameWords.columnFailed}
          error={blame.error}
          onRetry={() => void blame.refetch()}
          retrying={blame.isFetching}
        />
      )}
      {blamed && blame.data?.large && <p className={classes.note}>{blameWords.large}</p>}
      <FileDiff
        path={file.path}
        before={before?.text ?? ''}
        after={after?.text ?? ''}
        blame={blamed ? (blame.data ?? null) : null}
        handle={handle}
        {...diff}
      />
    </Suspense>
  )
}
