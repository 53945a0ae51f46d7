import { UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { memo, useId, useState } from 'react'
import type { RecordActivity } from '../../../shared/protocol/record-activity.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Part } from '../../ui/part.tsx'
import { verbOf } from '../chat/tool-words.ts'
import { duration, fullTime, shortTime } from '../time.ts'
import { useNow } from '../use-now.ts'
import { ActivityIcon } from './activity-icon.tsx'
import { ActivityResult } from './activity-result.tsx'
import classes from './activity-row.module.css'

function Title({ entry }: { entry: RecordActivity }) {
  if (entry.kind !== 'tool') return <span className={classes.title}>{entry.title}</span>
  const { verb, hasTitle } = verbOf(entry.tool ?? 'Tool', entry.state === 'running')
  return (
    <span className={classes.title}>
      {verb}
      {hasTitle && (
        <>
          {' '}
          <code>{entry.title}</code>
        </>
      )}
    </span>
  )
}

function Running({ from }: { from: string }) {
  return <>{duration(useNow(500) - Date.parse(from))}</>
}

const stateWords = { running: 'Running', ok: '', failed: 'Failed' } as const

export const ActivityRow = memo(({ entry }: { entry: RecordActivity }) => {
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <li className={classes.entry} data-state={entry.state}>
      <UnstyledButton
        className={classes.row}
        onClick={() => setOpen(!open)}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
      >
        <span className={classes.icon}>
          <ActivityIcon entry={entry} />
        </span>
        <Title entry={entry} />
        {stateWords[entry.state] && (
          <span className={classes.state}>{stateWords[entry.state]}</span>
        )}
        <span className={classes.ms}>
          {entry.state === 'running' ? (
            <Running from={entry.at} />
          ) : (
            entry.ms !== null && duration(entry.ms)
          )}
        </span>
        <span className={classes.who}>
          {entry.person && (
            <Avatar
              id={entry.person.id}
              name={entry.person.name}
              color={entry.person.color}
              size={18}
            />
          )}
        </span>
        <time className={classes.time} dateTime={entry.at} title={fullTime(entry.at)}>
          {shortTime(entry.at)}
        </time>
        <IconChevronRight className={classes.chevron} size={13} stroke={2} aria-hidden />
      </UnstyledButton>
      {open && (
        <div id={id}>
          <Part name="result" content={[entry]}>
            <ActivityResult entry={entry} />
          </Part>
        </div>
      )}
    </li>
  )
})
