/** A streaming reader of multipart/form-data (RFC 7578): nothing but the part of a boundary is held back. */
import { RpcError } from './rpc-error.ts'

const maxPartHeadBytes = 16 * 1024
const headEnd = Buffer.from('\r\n\r\n')

/** Where the parts go. Calls come one after the other, each awaited. */
export interface PartSink {
  begin(name: string, filename: string | undefined): Promise<void>
  data(chunk: Buffer): Promise<void>
  finish(): Promise<void>
}

/** The boundary that a Content-Type names, or undefined where it isn't multipart. */
export function boundaryOf(contentType: string): string | undefined {
  const found = /^multipart\/form-data\s*;.*?boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(
    contentType,
  )
  return found?.[1] ?? found?.[2]
}

function unescape(value: string): string {
  return value.replace(/%22|%0D|%0A/gi, decodeURIComponent)
}

function parseHead(head: string): { name: string; filename: string | undefined } {
  const line = head.split('\r\n').find((each) => /^content-disposition:/i.test(each)) ?? ''
  const name = /[;\s]name="([^"]*)"/i.exec(line)?.[1]
  if (name === undefined) throw new RpcError('invalid_argument', 'a part has no name')
  const filename = /[;\s]filename="([^"]*)"/i.exec(line)?.[1]
  return { name: unescape(name), filename: filename === undefined ? undefined : unescape(filename) }
}

type State = 'preamble' | 'after-boundary' | 'head' | 'data' | 'done'

class MultipartReader {
  #state: State = 'preamble'
  // The body is read as if it began with a line break, so that the first boundary is like the others.
  #held: Buffer = Buffer.from('\r\n')
  readonly #mark: Buffer
  readonly #sink: PartSink

  constructor(boundary: string, sink: PartSink) {
    this.#mark = Buffer.from(`\r\n--${boundary}`)
    this.#sink = sink
  }

  async push(chunk: Buffer): Promise<void> {
    this.#held = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk
    while (await this.#step()) continue
  }

  end(): void {
    if (this.#state !== 'done') throw new RpcError('invalid_argument', 'the upload is cut off')
  }

  /** Takes one step; false when more bytes are needed first. */
  #step(): Promise<boolean> {
    switch (this.#state) {
      case 'preamble':
        return this.#toBoundary(false)
      case 'after-boundary':
        return this.#afterBoundary()
      case 'head':
        return this.#head()
      case 'data':
        return this.#toBoundary(true)
      case 'done':
        this.#held = Buffer.alloc(0)
        return Promise.resolve(false)
    }
  }

  async #toBoundary(isData: boolean): Promise<boolean> {
    const at = this.#held.indexOf(this.#mark)
    const until = at >= 0 ? at : Math.max(0, this.#held.length - this.#mark.length + 1)
    if (isData && until > 0) await this.#sink.data(this.#held.subarray(0, until))
    this.#held = this.#held.subarray(at >= 0 ? at + this.#mark.length : until)
    if (at < 0) return false
    if (isData) await this.#sink.finish()
    this.#state = 'after-boundary'
    return true
  }

  async #afterBoundary(): Promise<boolean> {
    if (this.#held.length < 2) return false
    const next = this.#held.toString('latin1', 0, 2)
    if (next !== '--' && next !== '\r\n')
      throw new RpcError(
        'invalid_argument',
        'a boundary is followed by neither -- nor a line break',
      )
    this.#state = next === '--' ? 'done' : 'head'
    // The line break stays: with it the head of a part without header lines ends at once.
    if (next === '--') this.#held = this.#held.subarray(2)
    return true
  }

  async #head(): Promise<boolean> {
    const end = this.#held.indexOf(headEnd)
    if (end > maxPartHeadBytes || (end < 0 && this.#held.length > maxPartHeadBytes))
      throw new RpcError('invalid_argument', "a part's head is too long")
    if (end < 0) return false
    const { name, filename } = parseHead(this.#held.toString('utf8', 0, end))
    this.#held = this.#held.subarray(end + headEnd.length)
    this.#state = 'data'
    await this.#sink.begin(name, filename)
    return true
  }
}

/** Reads a whole body into `sink`. Throws invalid_argument where it is malformed or cut off. */
export async function readMultipart(
  body: AsyncIterable<Buffer>,
  boundary: string,
  sink: PartSink,
): Promise<void> {
  const reader = new MultipartReader(boundary, sink)
  for await (const chunk of body) await reader.push(chunk)
  reader.end()
}
