/** Characters of a tool call's arguments that go together; code comes faster than prose. */
const argumentPiece = 140

/** Cuts text into tokens as a model would send them: words with the space before them. */
export function textPieces(text: string): string[] {
  return text.match(/\s*\S{1,8}|\s+$/g) ?? []
}

/** Cuts a JSON text into pieces, never inside a surrogate pair; the first one is short. */
export function argumentPieces(json: string): string[] {
  const pieces: string[] = []
  let start = 0
  while (start < json.length) {
    let end = Math.min(json.length, start + (start === 0 ? 24 : argumentPiece))
    const last = json.charCodeAt(end - 1)
    if (last >= 0xd800 && last <= 0xdbff) end += 1
    pieces.push(json.slice(start, end))
    start = end
  }
  return pieces
}

/** About four characters make a token. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4)
}
