import { LiveTexts } from '../../shared/live-text.ts'
import { AgentEvent } from '../../shared/protocol/subscription.ts'
import type { PlacedEvent } from '../../shared/protocol/events.ts'
import { Line } from './line.ts'
import { nowMs, type Place, timesIn } from './messages.ts'

interface Frame {
  item: AgentEvent | null
  error: string | null
  /** Of the model's words in it. */
  times: number[]
}

function read(text: string): Frame {
  const { result, error } = JSON.parse(text)
  if (error) return { item: null, error: String(error.message), times: [] }
  if (result?.type !== 'data') return { item: null, error: null, times: [] }
  const item = AgentEvent.parse(result.data.data)
  return { item, error: null, times: item.type === 'token' ? timesIn(item.text) : [] }
}

/** A session's subscribers get the same frames: each is read once. */
export function createFrameReader(): (text: string) => Frame {
  let last = ''
  let frame: Frame = { item: null, error: null, times: [] }
  return (text) => {
    if (text !== last) frame = read(text)
    last = text
    return frame
  }
}

interface Options {
  url: string
  place: Place
  read: (text: string) => Frame
  onTokens(delays: number[], sentAt: number): void
  onEvent(event: PlacedEvent): void
  /** Keeps all events and checks the running text. */
  witness: boolean
}

/** Follows a session's events from its cursor on, like a tab. */
export class EventLine {
  readonly line: Line
  readonly kept: PlacedEvent[] = []
  readonly faults: string[] = []
  readonly #live = new LiveTexts()
  readonly #options: Options
  seq: number

  constructor(options: Options) {
    this.#options = options
    const { url, place } = options
    this.seq = place.seq
    this.line = new Line({
      url: () => `${url.replace('http', 'ws')}/trpc`,
      headers: { cookie: place.cookie, origin: url },
      onOpen: (socket) => {
        const input = { sessionId: place.sessionId, after: this.seq }
        const params = { path: 'events.subscribe', input }
        socket.send(JSON.stringify({ id: 1, method: 'subscription', params }))
      },
      onMessage: (socket, data) => {
        const text = data.toString()
        if (text === 'PING') socket.send('PONG')
        else this.#take(options.read(text))
      },
      onCut: () => undefined,
    })
  }

  #take({ item, error, times }: Frame): void {
    if (error !== null) {
      this.line.again()
      return
    }
    if (item === null) return
    if (item.type === 'event') return this.#event(item)
    if (item.type === 'token') {
      const now = nowMs()
      if (times.length > 0)
        this.#options.onTokens(
          times.map((at) => now - at),
          Math.min(...times),
        )
      // text before it is missing
      if (this.#options.witness && this.#live.apply(item) === 'gap') this.line.again()
      return
    }
    this.line.answered()
    if (!this.#options.witness) return
    // the step of an older text may have settled meanwhile
    this.#live.clear()
    for (const token of item.live) this.#live.apply(token)
  }

  #event(event: PlacedEvent): void {
    if (event.seq !== this.seq + 1) {
      this.faults.push(`event ${event.seq} came after ${this.seq}`)
      if (event.seq > this.seq) this.line.again()
      return
    }
    this.seq = event.seq
    this.#options.onEvent(event)
    if (!this.#options.witness) return
    this.kept.push({ seq: event.seq, at: event.at, event: event.event })
    const { event: what } = event
    if (what.type !== 'step_settled') return
    const live = this.#live.get(what.messageId, what.step)
    if (live && !live.text.startsWith(what.text) && !what.text.startsWith(live.text))
      this.faults.push(
        `step ${what.step} of ${what.messageId} settled as another text: ${live.attempt} ${live.text.slice(0, 80)} / ${what.text.slice(0, 80)}`,
      )
    this.#live.settle(what.messageId, what.step)
  }
}
