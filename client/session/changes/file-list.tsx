import { UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import { namesOf } from '../../../shared/names.ts'
import type { VersionFile, VersionView } from '../../../shared/protocol/version-view.ts'
import { shortTime } from '../time.ts'
import { LineCounts } from '../versions/line-counts.tsx'
import { VersionBadges } from '../versions/version-badges.tsx'
import classes from './file-list.module.css'

const kinds = {
  created: { letter: 'A', word: 'Added' },
  edited: { letter: 'M', word: 'Edited' },
  deleted: { letter: 'D', word: 'Deleted' },
  renamed: { letter: 'R', word: 'Renamed' },
} as const

export function kindOf({ change, from }: VersionFile) {
  return from === null ? kinds[change] : kinds.renamed
}

interface Props {
  files: readonly VersionFile[]
  /** The path of the one that is shown. */
  current: string | null
  onFile: (path: string) => void
}

/** Up and down move between the files of all lists. */
export function onFilesKey(event: KeyboardEvent<HTMLElement>) {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (by === 0 || event.altKey) return
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const at = buttons.findIndex((button) => button === event.target)
  const next = buttons[at + by]
  if (at < 0 || !next) return
  event.preventDefault()
  next.focus()
}

export function FileList({ files, current, onFile }: Props) {
  return (
    <ul className={classes.files}>
      {files.map((file) => {
        const slash = file.path.lastIndexOf('/') + 1
        const { letter, word } = kindOf(file)
        return (
          <li key={file.path}>
            <UnstyledButton
              className={classes.file}
              aria-current={file.path === current || undefined}
              title={file.from === null ? file.path : `${file.from} → ${file.path}`}
              onClick={() => onFile(file.path)}
            >
              <span className={classes.letter} data-kind={file.change} role="img" aria-label={word}>
                {letter}
              </span>
              <span className={classes.path}>
                <span className={classes.name}>{file.path.slice(slash)}</span>
                {slash > 0 && (
                  <span className={classes.folder}>{file.path.slice(0, slash - 1)}</span>
                )}
              </span>
              {file.binary ? (
                <span className={classes.binary}>binary</span>
              ) : (
                <LineCounts added={file.added} removed={file.removed} />
              )}
            </UnstyledButton>
          </li>
        )
      })}
    </ul>
  )
}

interface HeadProps {
  version: VersionView
  open: boolean
  onToggle: () => void
}

/** One of several versions whose changes are shown. */
export function VersionHead({ version, open, onToggle }: HeadProps) {
  const { number, name, title, authors, at } = version
  return (
    <h3 className={classes.head}>
      <UnstyledButton className={classes.version} aria-expanded={open} onClick={onToggle}>
        <IconChevronRight className={classes.chevron} size={13} stroke={2} aria-hidden />
        <span className={classes.versionText}>
          <span className={classes.title}>
            <span className={classes.number}>{number}</span> {name ?? title}
          </span>
          <span className={classes.facts}>
            {namesOf(authors)} · {shortTime(at)} <VersionBadges version={version} />
          </span>
        </span>
      </UnstyledButton>
    </h3>
  )
}
