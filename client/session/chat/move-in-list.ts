/** Clamps `to` to the list. A missing item changes nothing. */
export function moveInList<T>(list: readonly T[], isIt: (item: T) => boolean, to: number): T[] {
  const item = list.find(isIt)
  if (item === undefined) return [...list]
  const rest = list.filter((other) => !isIt(other))
  return rest.toSpliced(Math.max(0, Math.min(to, rest.length)), 0, item)
}
