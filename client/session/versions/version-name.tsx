import { ActionIcon } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { type KeyboardEvent, useState } from 'react'
import { limits } from '../../../shared/limits.ts'
import type { VersionView } from '../../../shared/protocol/version-view.ts'
import { trpc } from '../../api.ts'
import { errorText } from '../../ui/error-text.ts'
import { versionsWords } from '../../words/versions.ts'
import { useSession } from '../session-context.tsx'
import classes from './version-row.module.css'

interface Props {
  version: VersionView
  title: string
  /** Null where it can't be named. */
  tabIndex: number | null
  onOpen: () => void
}

/** The version's name, or else the message's first line. */
export function VersionName({ version, title, tabIndex, onOpen }: Props) {
  const { view } = useSession()
  const [typed, setTyped] = useState<string | null>(null)
  const rename = trpc.versions.name.useMutation()
  const { id, number, name } = version
  const save = () => {
    const wanted = typed?.trim() || null
    setTyped(null)
    if (wanted !== name) rename.mutate({ sessionId: view.id, versionId: id, name: wanted })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Enter') save()
    else if (event.key === 'Escape') setTyped(null)
  }
  if (typed !== null)
    return (
      <input
        className={classes.nameInput}
        aria-label={`Name of version ${number}`}
        placeholder={version.title}
        value={typed}
        maxLength={limits.nameLength}
        autoFocus
        onFocus={(event) => event.target.select()}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={save}
        onKeyDown={onKeyDown}
      />
    )
  return (
    <>
      <button
        type="button"
        className={classes.title}
        tabIndex={-1}
        data-undone={version.undoneBy !== null || undefined}
        title={title}
        onClick={onOpen}
      >
        {title}
      </button>
      {tabIndex !== null && (
        <ActionIcon
          className={classes.quiet}
          size={24}
          aria-label={`Name version ${number}`}
          title="Name this version (N)"
          data-name-version
          tabIndex={tabIndex}
          onClick={() => setTyped(name ?? '')}
        >
          <IconPencil size={14} stroke={1.7} aria-hidden />
        </ActionIcon>
      )}
      {rename.isError && (
        <span className={classes.failed} role="alert">
          {versionsWords.nameFailed(errorText(rename.error).message)}
        </span>
      )}
    </>
  )
}
