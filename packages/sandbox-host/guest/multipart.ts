/** multipart/form-data (RFC 7578), with @fastify/busboy's inner parser. */
import type { Dicer as Parser } from '@fastify/busboy'
import type { Readable } from 'node:stream'
import { RpcError } from './rpc-error.ts'

const maxPartHeadBytes = 16 * 1024

/** The next call comes only after the last has resolved. */
export interface PartSink {
  begin(name: string, filename: string | null): Promise<void>
  data(chunk: Buffer): Promise<void>
  finish(): Promise<void>
}

/** Null if the Content-Type isn't multipart. */
export function boundaryOf(contentType: string): string | null {
  const found = /^multipart\/form-data\s*;.*?boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(
    contentType,
  )
  return found?.[1] ?? found?.[2] ?? null
}

function unescape(value: string): string {
  return value.replace(/%22|%0D|%0A/gi, decodeURIComponent)
}

type Head = Record<string, string[] | undefined>

function parseHead(head: Head): { name: string; filename: string | null } {
  // The parser decodes heads as latin1.
  const line = Buffer.from(head['content-disposition']?.[0] ?? '', 'latin1').toString('utf8')
  const name = /[;\s]name="([^"]*)"/i.exec(line)?.[1]
  if (name === undefined) throw new RpcError('invalid_argument', 'a part has no name')
  const filename = /[;\s]filename="([^"]*)"/i.exec(line)?.[1]
  return { name: unescape(name), filename: filename === undefined ? null : unescape(filename) }
}

class Reader {
  readonly #parser: Parser
  readonly #sink: PartSink
  readonly #over: Promise<void>
  #taking: Promise<void> = Promise.resolve()
  #failure: Error | null = null
  #wake: () => void = () => undefined
  #giveUp: () => void = () => undefined
  readonly #failed = new Promise<void>((resolve) => {
    this.#giveUp = resolve
  })
  /** Null outside of a part's head. */
  #headBytes: number | null = null
  #endHead: (fields: Head) => void = () => undefined

  constructor(parser: Parser, sink: PartSink) {
    this.#parser = parser
    this.#sink = sink
    parser.on('part', (part: Readable) => this.#begin(part))
    this.#over = new Promise((resolve) => {
      parser.on('finish', () => {
        this.#endHead({})
        resolve()
      })
      parser.on('error', () => {
        this.#fail(new RpcError('invalid_argument', 'the upload is cut off'))
        resolve()
      })
    })
  }

  async push(chunk: Buffer): Promise<void> {
    // The parser silently truncates heads at 80 KB, so detect long ones before.
    for (let at = 0; at < chunk.length; at += maxPartHeadBytes) {
      const piece = chunk.subarray(at, at + maxPartHeadBytes)
      if (this.#headBytes !== null) this.#headBytes += piece.length
      await this.#write(piece)
      if ((this.#headBytes ?? 0) > maxPartHeadBytes)
        throw new RpcError('invalid_argument', "a part's head is too long")
    }
  }

  async end(): Promise<void> {
    this.#parser.end()
    // After a failure the parser may never finish.
    await Promise.race([this.#over, this.#failed])
    await this.#taking
    if (this.#failure) throw this.#failure
  }

  async #write(piece: Buffer): Promise<void> {
    // After a failure no consumer reads the part, and the parser would wait for it for ever.
    if (this.#failure) throw this.#failure
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      this.#parser.write(piece, () => resolve())
    })
    if (this.#failure) throw this.#failure
  }

  #fail(error: Error): void {
    this.#failure ??= error
    this.#endHead({})
    this.#wake()
    this.#giveUp()
  }

  #begin(part: Readable): void {
    // The parser emits it too.
    part.on('error', () => undefined)
    // A boundary within a head ends it without 'header'.
    this.#endHead({})
    this.#headBytes = 0
    const head = new Promise<Head>((resolve) => {
      this.#endHead = (fields) => {
        this.#headBytes = null
        resolve(fields)
      }
    })
    part.on('header', (fields: Head) => this.#endHead(fields))
    this.#taking = this.#taking
      .then(() => this.#take(part, head))
      .catch((error: unknown) =>
        this.#fail(error instanceof Error ? error : new Error(String(error))),
      )
  }

  async #take(part: Readable, head: Promise<Head>): Promise<void> {
    if (this.#failure) return
    const { name, filename } = parseHead(await head)
    await this.#sink.begin(name, filename)
    for await (const chunk of part) await this.#sink.data(chunk)
    if (!this.#failure) await this.#sink.finish()
  }
}

/** Throws invalid_argument if the body is malformed or truncated. */
export async function readMultipart(
  body: AsyncIterable<Buffer>,
  boundary: string,
  sink: PartSink,
): Promise<void> {
  // Loaded lazily for a faster startup.
  const { Dicer } = await import('@fastify/busboy')
  const reader = new Reader(new Dicer({ boundary }), sink)
  for await (const chunk of body) await reader.push(chunk)
  await reader.end()
}
