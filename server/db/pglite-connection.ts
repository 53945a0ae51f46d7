import type { Socket } from 'node:net'
import { StatementNames } from './statement-names.ts'
import { errorFrame, type Frame, FrameReader, frame, int32, WireError } from './wire.ts'

const sslRequest = 80877103
const gssencRequest = 80877104
const cancelRequest = 80877102
const protocolMajor = 3

// Anything else makes the backend end its process, which here is everybody's.
const knownTypes = new Set(['Q', 'P', 'B', 'D', 'E', 'C', 'S', 'H', 'F'])
// Rows that a client sends after a refused COPY FROM STDIN; a server ignores them outside of COPY too.
const copyTypes = new Set(['d', 'c', 'f'])

export type ConnectionOptions = {
  parameters: ReadonlyMap<string, string>
  /** There is something to run or to clean up. */
  onWork: () => void
}

/** One client of the PGlite socket: greets it, cuts its bytes into messages and keeps them until their turn. */
export class ClientConnection {
  readonly names: StatementNames
  /** It began something in the backend that is not finished: a transaction, or a query before its Sync. */
  holds = false
  /** Nothing more comes from it; what it sent before is still to be run. */
  gone = false
  readonly #id: number
  readonly #socket: Socket
  readonly #options: ConnectionOptions
  readonly #reader = new FrameReader()
  #started = false
  #work: Buffer[] = []
  #answers: Buffer[] = []

  constructor(id: number, socket: Socket, options: ConnectionOptions) {
    this.#id = id
    this.#socket = socket
    this.#options = options
    this.names = new StatementNames(`c${id}_`)
    socket.on('data', (chunk) => this.#onData(chunk))
    // A reset is a way to end; 'close' follows.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#end())
  }

  get hasWork(): boolean {
    return this.#work.length > 0
  }

  /** The next message for the backend, in the order in which they came. */
  take(): Buffer | undefined {
    return this.#work.shift()
  }

  answer(bytes: Uint8Array): void {
    // The backend reuses its memory.
    this.#answers.push(Buffer.from(bytes))
  }

  flush(): void {
    const answers = this.#answers
    this.#answers = []
    if (answers.length > 0) this.#write(Buffer.concat(answers))
  }

  /** Tells the client why and ends the connection; what it had not committed is rolled back. */
  refuse(code: string, message: string): void {
    this.#work = []
    this.#write(errorFrame('FATAL', code, message))
    this.#socket.destroySoon()
    this.#end()
  }

  /** Nothing of it is left in the backend. */
  finish(): void {
    this.#socket.end()
  }

  destroy(): void {
    this.#socket.destroy()
    this.#end()
  }

  #end(): void {
    if (this.gone) return
    this.gone = true
    this.#options.onWork()
  }

  #write(bytes: Buffer): void {
    if (this.#socket.writable) this.#socket.write(bytes)
  }

  #onData(chunk: Buffer): void {
    if (this.gone) return
    try {
      this.#reader.push(chunk)
      for (;;) {
        const message = this.#reader.next(!this.#started)
        if (!message) break
        if (!this.#onFrame(message)) return
      }
    } catch (error) {
      if (!(error instanceof WireError) && !(error instanceof RangeError)) throw error
      this.refuse('08P01', `malformed message: ${error.message}`)
      return
    }
    if (this.#work.length > 0) this.#options.onWork()
  }

  /** False: the connection takes nothing more. */
  #onFrame(message: Frame): boolean {
    if (!this.#started) return this.#onStartup(message.bytes)
    if (message.type === 'X') {
      // What came before it is still run and answered; then the socket calls `finish`.
      this.#end()
      return false
    }
    if (copyTypes.has(message.type)) return true
    if (!knownTypes.has(message.type)) {
      throw new WireError(`unknown type ${JSON.stringify(message.type)}`)
    }
    this.#work.push(this.names.rewrite(message))
    return true
  }

  #onStartup(packet: Buffer): boolean {
    const code = packet.readInt32BE(4)
    switch (code) {
      case sslRequest:
      case gssencRequest:
        this.#write(Buffer.from('N'))
        return true
      case cancelRequest:
        // A query runs in one go; by the time this is read there is none to cancel.
        this.destroy()
        return false
      default:
        if (code >>> 16 !== protocolMajor) throw new WireError(`protocol ${code >>> 16}`)
        this.#started = true
        this.#greet()
        return true
    }
  }

  #greet(): void {
    const parameters = [...this.#options.parameters].map(([name, value]) => frame('S', name, value))
    this.#write(
      Buffer.concat([
        frame('R', int32(0)),
        ...parameters,
        frame('K', int32(this.#id, 0)),
        frame('Z', Buffer.from('I')),
      ]),
    )
  }
}
