/** Postgres refuses NUL and unpaired surrogates, in text and JSON: the replacement character takes their place. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed()
}

/** NUL and surrogates as JSON escapes them. May also match an escaped backslash before such letters. */
const unstorable = /\\u(?:0000|d[89a-f])/i

function storableEntry(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return storable(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [storable(key), entry]))
}

/** JSON that Postgres accepts. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value)
  return unstorable.test(json) ? JSON.stringify(value, storableEntry) : json
}
