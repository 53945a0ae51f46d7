import { z } from 'zod'
import { Person } from '../../shared/record.ts'

/** What a tab says of itself through awareness; `user` is bound by the server to who is signed in. */
export const Presence = z.object({
  user: Person.optional(),
  pane: z.string().nullish(),
  typing: z.boolean().nullish(),
})

/** A person who has at least one tab open on the session. */
export interface Present {
  person: Person
  typing: boolean
  /** The pane of the tab that changed last. */
  pane: string | null
}

/**
 * Who is here, each person once however many tabs they have, this tab's own person (`me`) first and the others by name.
 * States that carry no person yet are left out.
 */
export const peopleOf = (states: Iterable<unknown>, me: Person | null): Present[] => {
  const byId = new Map<string, Present>()
  if (me) byId.set(me.id, { person: me, typing: false, pane: null })
  for (const state of states) {
    const presence = Presence.safeParse(state).data
    const person = presence?.user
    if (!presence || !person) continue
    const known = byId.get(person.id)
    byId.set(person.id, {
      person,
      typing: (known?.typing ?? false) || (presence.typing ?? false),
      pane: presence.pane ?? known?.pane ?? null,
    })
  }
  const rank = (present: Present) => (present.person.id === me?.id ? 0 : 1)
  return [...byId.values()].sort(
    (a, b) => rank(a) - rank(b) || a.person.name.localeCompare(b.person.name),
  )
}
