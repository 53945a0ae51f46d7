/** "Ada", "Ada and Ben", "Ada, Ben and Cleo"; "Somebody" for none. */
export function namesOf(people: ReadonlyArray<{ name: string }>): string {
  const names = people.map((person) => person.name)
  const last = names.pop()
  if (last === undefined) return 'Somebody'
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`
}
