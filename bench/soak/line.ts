import { WebSocket } from 'ws'
import { backoffMs } from '../../shared/backoff.ts'
import { closeRetry } from '../../shared/protocol/close-codes.ts'

interface Options {
  url: () => string
  headers: Record<string, string>
  onOpen(socket: WebSocket): void
  onMessage(socket: WebSocket, data: Buffer, isBinary: boolean): void
  onCut(): void
}

/** A plain socket that comes back like the client's do. */
export class Line {
  readonly #options: Options
  #socket: WebSocket | null = null
  #failures = 0
  #ended = false
  /** Once the server has answered what this line asks for first. */
  up = false
  refusals: string[] = []

  constructor(options: Options) {
    this.#options = options
    this.#connect()
  }

  /** Call when the line works. */
  answered(): void {
    this.up = true
    this.#failures = 0
  }

  /** Ends this connection and makes another. */
  again(): void {
    this.#socket?.terminate()
  }

  send(data: string | Uint8Array): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(data)
  }

  end(): void {
    this.#ended = true
    this.#socket?.terminate()
  }

  #connect(): void {
    if (this.#ended) return
    const { url, headers, onOpen, onMessage, onCut } = this.#options
    const socket = new WebSocket(url(), { headers, perMessageDeflate: false })
    this.#socket = socket
    socket.on('open', () => onOpen(socket))
    socket.on('message', (data: Buffer, isBinary) => onMessage(socket, data, isBinary))
    socket.on('error', () => undefined)
    socket.on('close', (code, reason) => {
      this.up = false
      if (closeRetry(code) !== 'same') this.refusals.push(`${code} ${reason.toString()}`)
      onCut()
      setTimeout(() => this.#connect(), backoffMs(this.#failures++, Math.random))
    })
  }
}
