/** Enough for a run's writes until the sandbox and the next edit have read them. */
const bytesKept = 8_000_000

/** The sandbox reads a new file at once, so the newest contents are cached by hash. */
const contents = new Map<string, Uint8Array>()
let bytes = 0

export function keepBlob(hash: string, content: Uint8Array): void {
  if (contents.has(hash) || content.byteLength > bytesKept) return
  contents.set(hash, content)
  bytes += content.byteLength
  for (const [oldest, old] of contents) {
    if (bytes <= bytesKept) return
    contents.delete(oldest)
    bytes -= old.byteLength
  }
}

export function keptBlob(hash: string): Uint8Array | undefined {
  return contents.get(hash)
}
