import { IconVersions } from '@tabler/icons-react'
import { type KeyboardEvent, memo } from 'react'
import { namesOf } from '../../../shared/names.ts'
import type { VersionView } from '../../../shared/protocol/version-view.ts'
import { files, versionsWords } from '../../words/versions.ts'
import { AuthorAvatars } from '../chat/author-avatars.tsx'
import { ProofPictures } from '../proof/proof-pictures.tsx'
import { useMay, useSession } from '../session-context.tsx'
import { fullTime, shortTime } from '../time.ts'
import { LineCounts } from './line-counts.tsx'
import { type VersionAction, VersionActions } from './version-actions.tsx'
import { VersionBadges } from './version-badges.tsx'
import { VersionName } from './version-name.tsx'
import classes from './version-row.module.css'
import { VersionStar } from './version-star.tsx'

function Picture({ version }: { version: VersionView }) {
  const { view } = useSession()
  if (!version.picture)
    return (
      <span className={classes.picture} aria-hidden>
        <IconVersions size={18} stroke={1.4} />
      </span>
    )
  return (
    <img
      className={classes.picture}
      src={`/pictures/${view.id}/${version.id}`}
      alt=""
      loading="lazy"
      decoding="async"
    />
  )
}

function Facts({ version }: { version: VersionView }) {
  const { authors, at, fileCount, added, removed, merged } = version
  return (
    <div className={classes.facts}>
      <span className={classes.who}>
        <AuthorAvatars authors={authors} size={18} />
        <span className={classes.names}>{namesOf(authors)}</span>
      </span>
      <time dateTime={at} title={fullTime(at)}>
        {shortTime(at, new Date(at))}
      </time>
      {fileCount > 0 && (
        <span className={classes.counts}>
          {files(fileCount)} <LineCounts added={added} removed={removed} />
        </span>
      )}
      <VersionBadges version={version} />
      {merged && <span>{versionsWords.from(merged.sessionName, merged.number)}</span>}
    </div>
  )
}

interface Props {
  version: VersionView
  actions: readonly VersionAction[]
  /** Reached by Tab. */
  active: boolean
  onFocus: () => void
}

/** Enter and letters do what the buttons do. */
function onRowKey(event: KeyboardEvent<HTMLElement>, actions: readonly VersionAction[]) {
  if (event.target !== event.currentTarget) return
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const press = (what: string) =>
    event.currentTarget.querySelector<HTMLElement>(`[data-${what}-version]`)?.click()
  const wanted = event.key === 'Enter' ? 'c' : event.key
  const action = actions.find(({ key }) => key === wanted)
  if (action) action.run()
  else if (event.key === 's') press('star')
  else if (event.key === 'n') press('name')
  else return
  event.preventDefault()
}

export const VersionRow = memo(({ version, actions, active, onFocus }: Props) => {
  const mayMark = useMay('version.mark')
  const { number, name, title } = version
  const tabIndex = active ? 0 : -1
  return (
    <article
      className={classes.row}
      aria-label={`Version ${number}`}
      tabIndex={tabIndex}
      data-version={version.id}
      onFocus={onFocus}
      onKeyDown={(event) => onRowKey(event, actions)}
    >
      <Picture version={version} />
      <div className={classes.text}>
        <div className={classes.head}>
          <span className={classes.number}>{number}</span>
          <VersionName
            version={version}
            title={name ?? title}
            tabIndex={mayMark ? tabIndex : null}
            onOpen={() => actions.find(({ key }) => key === 'c')?.run()}
          />
          <span className={classes.space} />
          <VersionStar version={version} tabIndex={tabIndex} />
        </div>
        {name !== null && <div className={classes.message}>{title}</div>}
        <Facts version={version} />
        <ProofPictures version={version} />
        <VersionActions version={version} actions={actions} active={active} />
      </div>
    </article>
  )
})
