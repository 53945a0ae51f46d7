/** Postgres takes no NUL and no half of a surrogate pair, in text or in JSON: in their place stands the replacement character. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed()
}

/** Half of a pair or a NUL, as JSON writes them; also where a backslash stands before what only looks like one. */
const unstorable = /\\u(?:0000|d[89a-f])/i

function storableEntry(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return storable(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [storable(key), entry]))
}

/** A value as JSON that Postgres takes, whatever stands in its strings. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value)
  return unstorable.test(json) ? JSON.stringify(value, storableEntry) : json
}
