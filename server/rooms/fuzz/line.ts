export interface LineEnd<Message> {
  take(message: Message): void
  gone(code: number, reason: string): void
}

type Parcel<Message> = { message: Message } | { close: { code: number; reason: string } }

/**
 * Delivers only when the test says so, in order per direction; a break loses the rest. `Up`: client
 * to server.
 */
export class Line<Up, Down> {
  readonly tab: number
  readonly node: object | null
  #up: Parcel<Up>[] = []
  #down: Parcel<Down>[] = []
  #client: LineEnd<Down> | null
  #server: LineEnd<Up> | null = null
  /** Neither end gets anything, not even a close. */
  hung = false

  constructor(tab: number, node: object | null, client: LineEnd<Down>) {
    this.tab = tab
    this.node = node
    this.#client = client
  }

  serve(server: LineEnd<Up>): void {
    this.#server = server
  }

  get isOver(): boolean {
    return this.#client === null && this.#server === null
  }

  get waiting(): number {
    return this.#up.length + this.#down.length
  }

  get waitingDown(): number {
    return this.#down.length
  }

  sendUp(message: Up): void {
    if (!this.hung) this.#up.push({ message })
  }

  sendDown(message: Down): void {
    if (!this.hung) this.#down.push({ message })
  }

  closeByClient(): void {
    this.#client = null
    this.#down = []
    if (!this.hung) this.#up.push({ close: { code: 1005, reason: '' } })
  }

  closeByServer(code: number, reason: string): void {
    this.#server = null
    this.#up = []
    if (!this.hung) this.#down.push({ close: { code, reason } })
  }

  deliver(direction: 'up' | 'down', count: number): void {
    for (let index = 0; index < count; index++) {
      if (direction === 'up') {
        const parcel = this.#server ? this.#up.shift() : undefined
        if (!parcel) return
        if ('message' in parcel) this.#server?.take(parcel.message)
        else {
          const server = this.#server
          this.#server = null
          server?.gone(parcel.close.code, parcel.close.reason)
        }
      } else {
        const parcel = this.#client ? this.#down.shift() : undefined
        if (!parcel) return
        if ('message' in parcel) this.#client?.take(parcel.message)
        else {
          const client = this.#client
          this.#client = null
          client?.gone(parcel.close.code, parcel.close.reason)
        }
      }
    }
  }

  /** Undelivered messages are lost. */
  cut(): void {
    this.serverNotices()
    this.clientNotices()
  }

  hang(): void {
    this.hung = true
    this.#up = []
    this.#down = []
  }

  clientNotices(): void {
    const client = this.#client
    this.#client = null
    this.#down = []
    client?.gone(1006, '')
  }

  serverNotices(): void {
    const server = this.#server
    this.#server = null
    this.#up = []
    server?.gone(1006, '')
  }
}
