/** Enough for what a run writes before it is read by the sandbox and compared by the next edit. */
const bytesKept = 8_000_000

/**
 * The newest contents by hash: what has just been written is read again at once, by the sandbox that follows. A hash names
 * its content wherever it is stored, so nothing in here can be out of date.
 */
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
