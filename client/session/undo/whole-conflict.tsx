import { Skeleton } from '@mantine/core'
import type { FileConflict } from '../../../shared/protocol/merge-view.ts'
import { pictureType } from '../../../shared/picture-types.ts'
import { trpc } from '../../api.ts'
import { errorText } from '../../ui/error-text.ts'
import { conflictWords } from '../../words/undo.ts'
import { ConflictFrame, type ConflictProps, SideBox } from './conflict-frame.tsx'
import classes from './conflicts.module.css'
import type { FileSource, OneSide } from './sides.ts'

const shownCharacters = 20_000

function Content({ source, path }: { source: FileSource; path: string }) {
  const file = trpc.versions.file.useQuery({ ...source, path }, { retry: false })
  if (file.isError) return <p className={classes.nothing}>{errorText(file.error).message}</p>
  if (!file.data) return <Skeleton height={60} radius={8} />
  const { text, size } = file.data
  if (pictureType(path))
    return (
      <>
        <img
          className={classes.picture}
          src={`/files/${source.sessionId}/${source.version}?path=${encodeURIComponent(path)}`}
          alt=""
        />
        <p className={classes.nothing}>{conflictWords.bytes(size)}</p>
      </>
    )
  if (text === null) return <p className={classes.nothing}>{conflictWords.bytes(size)}</p>
  return (
    <pre className={classes.code} tabIndex={0}>
      {text.slice(0, shownCharacters)}
      {text.length > shownCharacters && '\n…'}
    </pre>
  )
}

function WholeSide(props: {
  side: OneSide
  path: string
  hash: string | null
  taken: boolean | null
}) {
  const { side, path, hash, taken } = props
  return (
    <SideBox name={side.name} taken={taken}>
      {hash === null ? (
        <p className={classes.nothing}>{conflictWords.noFile}</p>
      ) : (
        side.source && <Content source={side.source} path={path} />
      )}
    </SideBox>
  )
}

/** A file that can only be taken from one side. */
export function WholeConflict(props: ConflictProps & { conflict: FileConflict }) {
  const { conflict, choice, sides } = props
  const { path, ours, theirs } = conflict
  const takes = (side: 'ours' | 'theirs') =>
    choice === undefined ? null : 'take' in choice && choice.take === side
  return (
    <ConflictFrame {...props} onEdit={null}>
      <div className={classes.sides}>
        <WholeSide side={sides.ours} path={path} hash={ours} taken={takes('ours')} />
        <WholeSide side={sides.theirs} path={path} hash={theirs} taken={takes('theirs')} />
      </div>
    </ConflictFrame>
  )
}
