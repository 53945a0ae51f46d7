// Postgres wire protocol, version 3:
// https://www.postgresql.org/docs/current/protocol-message-formats.html

/** Type letter (none for a startup packet), length, body. */
export type Frame = { type: string; bytes: Buffer }

/** Larger messages end the connection. */
export const maxFrameBytes = 256 * 1024 * 1024
const maxStartupBytes = 10_000

export class WireError extends Error {
  override readonly name = 'WireError'
}

/** Splits a client's bytes into messages. */
export class FrameReader {
  #chunks: Buffer[] = []
  #size = 0
  #needed = 0

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#size += chunk.length
  }

  /**
   * Null until a message is complete. `startup`: an untyped packet is expected.
   * @throws WireError when a length is impossible
   */
  next(startup: boolean): Frame | null {
    const head = startup ? 4 : 5
    if (this.#size < Math.max(head, this.#needed)) return null
    const data = this.#join()
    const length = data.readInt32BE(head - 4)
    const limit = startup ? maxStartupBytes : maxFrameBytes
    if (length < 4 || length > limit) throw new WireError(`message of ${length} bytes`)
    const end = head - 4 + length
    if (data.length < end) {
      this.#needed = end
      return null
    }
    this.#needed = 0
    const rest = data.subarray(end)
    this.#chunks = rest.length > 0 ? [rest] : []
    this.#size = rest.length
    return {
      type: startup ? '' : String.fromCharCode(data.readUInt8(0)),
      bytes: data.subarray(0, end),
    }
  }

  #join(): Buffer {
    const [first] = this.#chunks
    if (first && this.#chunks.length === 1) return first
    const joined = Buffer.concat(this.#chunks)
    this.#chunks = [joined]
    return joined
  }
}

export type TransactionStatus = 'I' | 'T' | 'E'

/** Skips bodies, so the cost doesn't grow with the rows. */
export class ReadyWatcher {
  #head = Buffer.alloc(6)
  #filled = 0
  #skip = 0
  /** Status of the last ReadyForQuery since `reset`; null if none. */
  ready: TransactionStatus | null = null

  reset(): void {
    this.ready = null
  }

  push(chunk: Uint8Array): void {
    let at = 0
    while (at < chunk.length) {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, chunk.length - at)
        this.#skip -= step
        at += step
        continue
      }
      this.#head[this.#filled++] = chunk[at++] ?? 0
      if (this.#filled < 5) continue
      const isReady = this.#head[0] === 0x5a
      if (isReady && this.#filled < 6) continue
      if (isReady) this.ready = toStatus(this.#head[5])
      else this.#skip = this.#head.readInt32BE(1) - 4
      this.#filled = 0
    }
  }
}

function toStatus(byte: number | undefined): TransactionStatus {
  switch (byte) {
    case 0x49:
      return 'I'
    case 0x54:
      return 'T'
    case 0x45:
      return 'E'
    default:
      throw new WireError(`transaction status ${byte}`)
  }
}

export function frame(type: string, ...body: Array<Buffer | string>): Buffer {
  // Strings get a closing NUL.
  const parts = body.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part))
  const payload = Buffer.concat(parts)
  const head = Buffer.alloc(5)
  head.write(type, 'latin1')
  head.writeInt32BE(payload.length + 4, 1)
  return Buffer.concat([head, payload])
}

export function int32(...values: number[]): Buffer {
  const out = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => {
    out.writeInt32BE(value, index * 4)
  })
  return out
}

/** `code` is an SQLSTATE. */
export function errorFrame(severity: 'ERROR' | 'FATAL', code: string, message: string): Buffer {
  return frame('E', `S${severity}`, `V${severity}`, `C${code}`, `M${message}`, Buffer.from([0]))
}

export const sync = frame('S')

/** `next` is the offset after the NUL. */
export function readText(bytes: Buffer, from: number): { text: string; next: number } {
  const end = bytes.indexOf(0, from)
  if (end < 0) throw new WireError('unterminated text')
  return { text: bytes.toString('utf8', from, end), next: end + 1 }
}
