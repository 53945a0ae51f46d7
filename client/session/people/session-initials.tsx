import type { ReactNode } from 'react'
import type { Person } from '../../../shared/protocol/person.ts'
import type { RecordView } from '../../live/record-view.ts'
import type { SessionLink } from '../../live/session-link.ts'
import { useStore } from '../../live/store.ts'
import { DistinctInitials } from '../../ui/distinct-initials.tsx'

function peopleIn({ messages, activity, pins }: RecordView): Person[] {
  return [
    ...messages.flatMap(({ authors }) => authors),
    ...activity.flatMap(({ person }) => person ?? []),
    ...pins.flatMap(({ author, comments }) => [author, ...comments.map((one) => one.author)]),
  ]
}

/** For everybody whom the session shows: who is here, and whose work the record has. */
export function SessionInitials({ link, children }: { link: SessionLink; children: ReactNode }) {
  const record = useStore(link.record)
  const here = useStore(link.people)
  const people = [...peopleIn(record), ...here.map(({ person }) => person)]
  return <DistinctInitials people={people}>{children}</DistinctInitials>
}
