import { SegmentedControl, Skeleton } from '@mantine/core'
import { useMemo, useRef, useState } from 'react'
import type { RecordActivity } from '../../../shared/protocol/record-activity.ts'
import { useSelected, useStore } from '../../live/store.ts'
import { Part } from '../../ui/part.tsx'
import { activityWords } from '../../words/session.ts'
import { Older } from '../chat/older.tsx'
import { useSharedScroll } from '../people/use-shared-scroll.ts'
import { useSession } from '../session-context.tsx'
import { dayName } from '../time.ts'
import { type FilterId, filters, passes } from './activity-filter.ts'
import pane from '../frame/pane.module.css'
import classes from './activity-pane.module.css'
import { ActivityRow } from './activity-row.tsx'

const everyone = 'everyone'

function peopleIn(entries: readonly RecordActivity[]) {
  return [
    ...new Map(
      entries.flatMap(({ person }) => (person ? [[person.id, person] as const] : [])),
    ).values(),
  ]
}

function emptyWords(filter: FilterId, filtered: boolean): string {
  if (filter === 'errors') return activityWords.noErrors
  return filtered ? activityWords.noMatches : activityWords.empty
}

function SkeletonRows() {
  return (
    <div className={classes.skeleton} aria-hidden>
      {[58, 72, 44, 66, 50, 61].map((width) => (
        <Skeleton key={width} height={12} width={`${width}%`} />
      ))}
    </div>
  )
}

export function ActivityPane() {
  const { link } = useSession()
  const { items } = useStore(link.activity.state)
  const ready = useSelected(link.record, ({ meta }) => meta !== null)
  const [filter, setFilter] = useState<FilterId>('all')
  const [person, setPerson] = useState(everyone)
  const list = useRef<HTMLDivElement>(null)
  useSharedScroll('activity', list)
  const people = useMemo(() => peopleIn(items), [items])
  const days = useMemo(() => {
    const shown = items
      .filter((entry) => passes(entry, filter))
      .filter((entry) => person === everyone || entry.person?.id === person)
    return [...Map.groupBy(shown.toReversed(), (entry) => dayName(entry.at))]
  }, [items, filter, person])

  return (
    <section className={pane.pane} aria-label="Activity">
      <div className={pane.bar}>
        <SegmentedControl
          size="xs"
          aria-label="Kind"
          value={filter}
          onChange={(id) => setFilter(filters.find((other) => other.id === id)?.id ?? 'all')}
          data={filters.map(({ id, label }) => ({ value: id, label }))}
        />
        {people.length > 1 && (
          <select
            className={classes.people}
            aria-label="Person"
            value={person}
            onChange={(event) => setPerson(event.target.value)}
          >
            <option value={everyone}>Everyone</option>
            {people.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </div>
      {/* A box that scrolls can be reached by keyboard. */}
      <div
        className={classes.list}
        ref={list}
        data-scrolls
        tabIndex={0}
        role="group"
        aria-label="Timeline"
      >
        {!ready && <SkeletonRows />}
        {ready && days.length === 0 && (
          <p className={classes.empty}>
            {emptyWords(filter, filter !== 'all' || person !== everyone)}
          </p>
        )}
        {days.map(([day, entries]) => (
          <section key={day} aria-label={day}>
            <h2 className={classes.day}>{day}</h2>
            <ol className={classes.entries}>
              {entries.map((entry) => (
                <Part key={entry.id} name="entry" content={[entry]} item>
                  <ActivityRow entry={entry} />
                </Part>
              ))}
            </ol>
          </section>
        ))}
        <Older list={link.activity} what="entries" />
      </div>
    </section>
  )
}
