import type { Line } from './line.ts'

export type DocDown = { is: 'open' } | { is: 'frame'; data: Uint8Array }
export type DocLine = Line<Uint8Array, DocDown>

export type Dial = (
  url: string,
  client: {
    take: (down: DocDown) => void
    gone: (code: number, reason: string) => void
  },
) => DocLine

/** Only what y-websocket uses. */
export function fakeWebSocketOver(dial: Dial) {
  return class FakeWebSocket {
    readonly CONNECTING = 0
    readonly OPEN = 1
    readonly CLOSING = 2
    readonly CLOSED = 3
    readyState = 0
    binaryType = 'blob'
    onopen: (() => void) | null = null
    onmessage: ((event: { data: ArrayBuffer }) => void) | null = null
    onclose: ((event: { code: number; reason: string }) => void) | null = null
    onerror: (() => void) | null = null
    readonly #line: DocLine

    constructor(url: string) {
      this.#line = dial(url, {
        take: (down) => {
          if (down.is === 'open') {
            this.readyState = this.OPEN
            this.onopen?.()
          } else this.onmessage?.({ data: new Uint8Array(down.data).buffer })
        },
        gone: (code, reason) => {
          this.readyState = this.CLOSED
          if (code === 1006) this.onerror?.()
          this.onclose?.({ code, reason })
        },
      })
    }

    send(data: Uint8Array): void {
      if (this.readyState === this.OPEN) this.#line.sendUp(data.slice())
    }

    close(): void {
      if (this.readyState >= this.CLOSING) return
      this.readyState = this.CLOSED
      this.#line.closeByClient()
    }
  }
}
