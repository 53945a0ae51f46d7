const quoted = /["“«]([^"”»\n]{2,60})["”»]/
const called =
  /\b(?:called|named|titled)\s+([A-Z0-9][\p{L}\p{N}'’&-]*(?:\s+[A-Z0-9][\p{L}\p{N}'’&-]*){0,4})/u
const filler =
  /^(?:please\s+)?(?:(?:build|make|create|design|write|give)\s+(?:me\s+)?)?(?:an?\s+|the\s+)?/i

/** A quoted or named title, else the first sentence. At most 60 characters. */
export function nameFromPrompt(prompt: string): string {
  const given = quoted.exec(prompt)?.[1] ?? called.exec(prompt)?.[1]
  if (given) return given.trim()
  const line = (prompt.trim().split(/[\n.!?]/, 1)[0] ?? '').replace(filler, '').trim()
  if (line === '') return 'Untitled'
  const words = line.length <= 48 ? line : `${line.slice(0, 48).replace(/\s+\S*$/, '')}…`
  return words.charAt(0).toUpperCase() + words.slice(1)
}
