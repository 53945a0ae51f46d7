import type { Socket } from 'node:net'
import { StatementNames } from './statement-names.ts'
import { errorFrame, type Frame, FrameReader, frame, int32, WireError } from './wire.ts'

const sslRequest = 80877103
const gssencRequest = 80877104
const cancelRequest = 80877102
const protocolMajor = 3

// Other types make the backend exit, for all clients.
const knownTypes = new Set(['Q', 'P', 'B', 'D', 'E', 'C', 'S', 'H', 'F'])
// Sent after a refused COPY FROM STDIN; servers ignore them outside of COPY too.
const copyTypes = new Set(['d', 'c', 'f'])

export type ConnectionOptions = {
  parameters: ReadonlyMap<string, string>
  /** There are messages to run or state to clean up. */
  onWork: () => void
}

/** One client: handles startup, splits its bytes into messages and queues them. */
export class ClientConnection {
  readonly names: StatementNames
  /** Has an open transaction, or a query before its Sync. */
  holds = false
  /** Sends nothing more; queued messages still run. */
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
    // A reset is a normal end; 'close' follows.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#end())
  }

  get hasWork(): boolean {
    return this.#work.length > 0
  }

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

  /** Uncommitted work is rolled back. */
  refuse(code: string, message: string): void {
    this.#work = []
    this.#write(errorFrame('FATAL', code, message))
    this.#socket.destroySoon()
    this.#end()
  }

  /** Call once the backend holds none of its state. */
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

  /** False: the connection accepts nothing more. */
  #onFrame(message: Frame): boolean {
    if (!this.#started) return this.#onStartup(message.bytes)
    if (message.type === 'X') {
      // Queued messages still run; then the socket calls `finish`.
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
        // Queries have ended before this is read: there is none to cancel.
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
