import { createContext } from 'react'

type Named = { id: string; name: string }

/** By the person's id. Without an entry, `initials` are shown. */
export const InitialsContext = createContext<ReadonlyMap<string, string>>(new Map())

/** "Guest Otter" gives GO. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return letters
    .map((word) => (word ? [...word][0] : ''))
    .join('')
    .toUpperCase()
}

/**
 * Different ones for each person: "Ann Lee" and "Al Lee" give AL and AE. They depend only on who the people are, so that all
 * tabs show the same. `given` are kept.
 */
export function distinctInitials(
  people: Iterable<Named>,
  given: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const byId = new Map([...people].map((person) => [person.id, person]))
  const fresh = [...byId.values()]
    .filter(({ id }) => !given.has(id))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const found = new Map(given)
  const taken = new Set(given.values())
  const later: Named[] = []
  // who comes first keeps the usual ones; nobody else is given these
  for (const person of fresh) {
    const usual = initials(person.name)
    if (taken.has(usual)) later.push(person)
    else {
      taken.add(usual)
      found.set(person.id, usual)
    }
  }
  for (const { id, name } of later) {
    for (const choice of alternatives(name)) {
      if (taken.has(choice)) continue
      taken.add(choice)
      found.set(id, choice)
      break
    }
  }
  return found
}

/** Never ends. */
function* alternatives(name: string): Generator<string> {
  const words = name.trim().split(/\s+/)
  const [first = '', ...more] = [...(words[0] ?? '')]
  const last = words.length > 1 ? [...(words.at(-1) ?? '')] : []
  for (const letter of [...last.slice(1), ...more]) yield `${first}${letter}`.toUpperCase()
  for (let number = 2; ; number++) yield `${first}${number}`.toUpperCase()
}
