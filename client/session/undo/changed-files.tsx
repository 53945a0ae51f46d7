import type { VersionFile } from '../../../shared/protocol/version-view.ts'
import { fileWords } from '../../words/undo.ts'
import { LineCounts } from '../versions/line-counts.tsx'
import classes from './undo.module.css'

const letters = { created: 'A', edited: 'M', deleted: 'D' } as const
const names = { created: 'Added', edited: 'Changed', deleted: 'Deleted' } as const

function Path({ path }: { path: string }) {
  const at = path.lastIndexOf('/') + 1
  return (
    <span className={classes.path} title={path}>
      {at > 0 && <span className={classes.folder}>{path.slice(0, at)}</span>}
      <span className={classes.file}>{path.slice(at)}</span>
    </span>
  )
}

/** What a dry run or a comparison says of the files. */
export function ChangedFiles({ files }: { files: readonly VersionFile[] }) {
  const added = files.reduce((sum, file) => sum + file.added, 0)
  const removed = files.reduce((sum, file) => sum + file.removed, 0)
  return (
    <div className={classes.box}>
      <div className={classes.boxHead}>
        <span>{fileWords.files(files.length)}</span>
        <LineCounts added={added} removed={removed} />
      </div>
      {/* Focusable, so that the keyboard can scroll it. */}
      <ul className={classes.files} aria-label="Changed files" tabIndex={0}>
        {files.map((file) => (
          <li key={file.path} className={classes.fileRow}>
            <span
              className={classes.letter}
              data-change={file.change}
              role="img"
              aria-label={file.from === null ? names[file.change] : 'Renamed'}
              title={file.from === null ? names[file.change] : 'Renamed'}
            >
              {file.from === null ? letters[file.change] : 'R'}
            </span>
            <Path path={file.path} />
            {file.from !== null && (
              <span className={classes.quiet}>{fileWords.renamed(file.from)}</span>
            )}
            {file.binary ? (
              <span className={classes.quiet}>{fileWords.binary}</span>
            ) : (
              <LineCounts added={file.added} removed={file.removed} />
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
