import type { Spot } from '../../shared/protocol/anchor.ts'
import { BoundPresence, type Pane, type PresenceState } from '../../shared/protocol/presence.ts'
import type { Person } from '../../shared/protocol/person.ts'

/** A person with the session open. Their place is that of the tab they used last. */
export interface Present {
  person: Person
  /** In any tab. */
  typing: boolean
  /** In all tabs. */
  idle: boolean
  pane: Pane | null
  file: string | null
  route: string | null
  scroll: NonNullable<PresenceState['scroll']>
  following: string | null
}

export interface Pointer {
  person: Person
  at: Spot
}

/** Awareness never mutates state objects, so each is parsed once. */
const parsed = new WeakMap<object, BoundPresence | null>()

function read(state: unknown): BoundPresence | null {
  if (typeof state !== 'object' || state === null) return null
  const before = parsed.get(state)
  if (before !== undefined) return before
  const presence = BoundPresence.safeParse(state).data ?? null
  parsed.set(state, presence)
  return presence
}

/** Most recently used tab first. Skips states without a user. */
function tabsByPerson(states: Iterable<unknown>): Map<string, BoundPresence[]> {
  const tabs = [...states].flatMap((state) => read(state) ?? [])
  tabs.sort((a, b) => (b.activeAt ?? 0) - (a.activeAt ?? 0))
  return Map.groupBy(tabs, (tab) => tab.user.id)
}

function presentOf(person: Person, tabs: readonly BoundPresence[]): Present {
  const [latest] = tabs
  return {
    person,
    typing: tabs.some((tab) => tab.typing === true),
    idle: tabs.length > 0 && tabs.every((tab) => tab.idle === true),
    pane: latest?.pane ?? null,
    file: latest?.file ?? null,
    route: latest?.route ?? null,
    scroll: latest?.scroll ?? {},
    following: latest?.following ?? null,
  }
}

/** One entry per person: `me` first, others by name. Unchanged entries and lists keep their reference. */
export function peopleOf(
  states: Iterable<unknown>,
  me: Person,
  before: readonly Present[] = [],
): readonly Present[] {
  const byPerson = tabsByPerson(states)
  const rank = ({ person }: Present) => (person.id === me.id ? 0 : 1)
  const people = [...byPerson]
    .filter(([id]) => id !== me.id)
    .flatMap(([, tabs]) => (tabs[0] ? [presentOf(tabs[0].user, tabs)] : []))
  const now = [presentOf(me, byPerson.get(me.id) ?? []), ...people].sort(
    (a, b) => rank(a) - rank(b) || a.person.name.localeCompare(b.person.name),
  )
  const texts = new Map(before.map((present) => [JSON.stringify(present), present]))
  const kept = now.map((present) => texts.get(JSON.stringify(present)) ?? present)
  const same = kept.length === before.length && kept.every((one, at) => one === before[at])
  return same ? before : kept
}

/** Others' pointers, each from the tab used last. */
export function pointersOf(states: Iterable<unknown>, me: Person): Pointer[] {
  return [...tabsByPerson(states)].flatMap(([id, [latest]]) =>
    id !== me.id && latest?.pointer ? [{ person: latest.user, at: latest.pointer }] : [],
  )
}

const paneNames: Record<Pane, string> = {
  chat: 'Chat',
  preview: 'Preview',
  activity: 'Activity',
  code: 'Code',
  changes: 'Changes',
  versions: 'Versions',
}

/** Such as `Preview /pricing · typing`. */
export function whereabouts({ pane, route, file, typing, idle }: Present): string {
  const place =
    pane === 'preview' ? (route ?? '') : pane === 'code' || pane === 'changes' ? (file ?? '') : ''
  const where = pane ? `${paneNames[pane]} ${place}`.trim() : 'Just joined'
  if (typing) return `${where} · typing`
  return idle ? `${where} · away` : where
}
