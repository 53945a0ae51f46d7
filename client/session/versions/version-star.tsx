import { ActionIcon } from '@mantine/core'
import { IconStar, IconStarFilled } from '@tabler/icons-react'
import type { VersionView } from '../../../shared/protocol/version-view.ts'
import { trpc } from '../../api.ts'
import { errorText } from '../../ui/error-text.ts'
import { versionsWords } from '../../words/versions.ts'
import { useMay, useSession } from '../session-context.tsx'
import classes from './version-row.module.css'

/** Shown at once, before the server has it. */
export function VersionStar({ version, tabIndex }: { version: VersionView; tabIndex: number }) {
  const { view } = useSession()
  const may = useMay('version.mark')
  const star = trpc.versions.star.useMutation()
  const starred = star.isPending ? star.variables.starred : version.starred
  const Icon = starred ? IconStarFilled : IconStar
  if (!may)
    return starred ? (
      <IconStarFilled className={classes.starred} size={15} role="img" aria-label="Starred" />
    ) : null
  const label = starred ? 'Remove the star' : 'Star'
  return (
    <ActionIcon
      className={starred ? classes.starred : classes.quiet}
      size={24}
      aria-label={`${label}: version ${version.number}`}
      title={
        star.isError ? versionsWords.starFailed(errorText(star.error).message) : `${label} (S)`
      }
      aria-pressed={starred}
      data-star-version
      data-failed={star.isError || undefined}
      tabIndex={tabIndex}
      onClick={() => star.mutate({ sessionId: view.id, versionId: version.id, starred: !starred })}
    >
      <Icon size={15} stroke={1.7} aria-hidden />
    </ActionIcon>
  )
}
