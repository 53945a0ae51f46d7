/** "a", "a and b", "a, b and c"; empty for none. */
export function listOf(items: readonly string[]): string {
  const rest = [...items]
  const last = rest.pop() ?? ''
  return rest.length === 0 ? last : `${rest.join(', ')} and ${last}`
}

/** "Ada", "Ada and Ben", "Ada, Ben and Cleo"; "Somebody" for none. */
export function namesOf(people: ReadonlyArray<{ name: string }>): string {
  return listOf(people.map((person) => person.name)) || 'Somebody'
}
