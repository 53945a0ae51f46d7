import { type ReactNode, useContext, useMemo } from 'react'
import { distinctInitials, InitialsContext } from './initials.ts'

type Named = { id: string; name: string }

type DistinctInitialsProps = { people: readonly Named[]; children: ReactNode }

/** Gives the people's avatars different initials. Those of an outer one stay. */
export function DistinctInitials({ people, children }: DistinctInitialsProps) {
  const outer = useContext(InitialsContext)
  // lists are new with each event, the people in them hardly ever
  const names = JSON.stringify(people.map(({ id, name }) => ({ id, name })))
  const found = useMemo(() => distinctInitials(JSON.parse(names) as Named[], outer), [names, outer])
  return <InitialsContext value={found}>{children}</InitialsContext>
}
