import { ActionIcon } from '@mantine/core'
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { Egg } from '../../ui/logo.tsx'
import { PeopleHere } from '../people/people-here.tsx'
import { RecordPart, StorePart } from '../record-part.tsx'
import { useSession } from '../session-context.tsx'
import { ModelMenu } from './model-menu.tsx'
import { RunState } from './run-state.tsx'
import { SessionName } from './session-name.tsx'
import { ShareButton } from './share-button.tsx'
import classes from './top-bar.module.css'

interface Props {
  folded: boolean
  onFold: () => void
  /** Null on a phone. */
  tabs: ReactNode
}

export function TopBar({ folded, onFold, tabs }: Props) {
  const { link, view } = useSession()
  const FoldIcon = folded ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse
  const foldLabel = folded ? 'Show chat' : 'Hide chat'
  return (
    <header className={classes.bar}>
      <div className={classes.left}>
        <Link href="/" className={classes.home} aria-label="FeGG, start page">
          <Egg />
        </Link>
        {view.workspace && (
          <>
            <Link href={`/w/${view.workspace.slug}`} className={classes.workspace}>
              {view.workspace.name}
            </Link>
            <span className={classes.slash} aria-hidden>
              /
            </span>
          </>
        )}
        <RecordPart name="name" small>
          <SessionName />
        </RecordPart>
        <ActionIcon
          className={classes.fold}
          size={26}
          aria-label={foldLabel}
          title={foldLabel}
          aria-pressed={folded}
          onClick={onFold}
        >
          <FoldIcon size={16} stroke={1.7} aria-hidden />
        </ActionIcon>
      </div>
      {tabs}
      <div className={classes.right}>
        <span className={classes.run}>
          <RecordPart name="runState" small>
            <RunState />
          </RecordPart>
        </span>
        <span className={classes.model}>
          <RecordPart name="model" small>
            <ModelMenu />
          </RecordPart>
        </span>
        <span className={classes.share}>
          <ShareButton />
        </span>
        <StorePart store={link.people} name="people" small>
          <PeopleHere />
        </StorePart>
      </div>
    </header>
  )
}
