import { Skeleton } from '@mantine/core'
import { type KeyboardEvent, useMemo, useState } from 'react'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Part } from '../../ui/part.tsx'
import { versionsWords } from '../../words/versions.ts'
import { dayName } from '../time.ts'
import { OlderVersions } from './older-versions.tsx'
import { useFreshVersions, useVersions, type VersionFilter } from './use-versions.ts'
import { useVersionActions } from './version-actions.tsx'
import { VersionFilters } from './version-filters.tsx'
import { VersionRow } from './version-row.tsx'
import pane from '../frame/pane.module.css'
import classes from './versions-pane.module.css'

function SkeletonRows() {
  return (
    <div className={classes.skeleton} aria-busy="true">
      {[58, 72, 44, 66].map((width) => (
        <div key={width}>
          <Skeleton width={112} height={70} radius={7} />
          <span>
            <Skeleton height={13} width={`${width}%`} />
            <Skeleton height={11} width={`${width / 2}%`} mt={10} />
          </span>
        </div>
      ))}
    </div>
  )
}

/** Moves the focus between versions. */
function onListKey(event: KeyboardEvent<HTMLElement>) {
  const at = event.target
  if (!(at instanceof HTMLElement) || at.tagName !== 'ARTICLE') return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('article')]
  const index = rows.indexOf(at)
  const targets: Record<string, number> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    Home: 0,
    End: rows.length - 1,
  }
  const target = rows[targets[event.key] ?? -1]
  if (!target) return
  event.preventDefault()
  target.focus()
  target.scrollIntoView({ block: 'nearest' })
}

export default function VersionsPane() {
  const [filter, setFilter] = useState<VersionFilter>({})
  const [focused, setFocused] = useState<string | null>(null)
  useFreshVersions()
  const list = useVersions(filter)
  const { versions } = list
  const actionsOf = useVersionActions()
  const days = useMemo(() => [...Map.groupBy(versions, ({ at }) => dayName(at))], [versions])
  const active = versions.some(({ id }) => id === focused) ? focused : versions[0]?.id
  const filtered = Object.keys(filter).length > 0
  return (
    <section className={pane.pane} aria-label="Versions">
      <VersionFilters filter={filter} onFilter={setFilter} />
      <div
        className={classes.list}
        data-scrolls
        role="group"
        aria-label="Timeline"
        aria-description={versionsWords.keys}
        onKeyDown={onListKey}
      >
        {list.isPending && <SkeletonRows />}
        {list.isError && versions.length === 0 && (
          <div className={classes.note}>
            <ErrorNote
              title={versionsWords.failed}
              error={list.error}
              onRetry={() => void list.refetch()}
              retrying={list.isFetching}
            />
          </div>
        )}
        {list.isSuccess && versions.length <= (filtered ? 0 : 1) && (
          <p className={classes.empty}>
            {filtered ? versionsWords.noMatches : versionsWords.empty}
          </p>
        )}
        {days.map(([day, ofDay]) => (
          <section key={day} aria-label={day}>
            <h2 className={classes.day}>{day}</h2>
            {ofDay.map((version) => (
              <Part key={version.id} name="version" content={[version]}>
                <VersionRow
                  version={version}
                  actions={actionsOf(version)}
                  active={version.id === active}
                  onFocus={() => setFocused(version.id)}
                />
              </Part>
            ))}
          </section>
        ))}
        <OlderVersions list={list} />
      </div>
    </section>
  )
}
