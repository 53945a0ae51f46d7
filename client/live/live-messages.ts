import type { AgentEvent } from '../../shared/protocol/subscription.ts'
import type { DurableEvent, PlacedEvent } from '../../shared/protocol/events.ts'
import type { Snapshot } from '../../shared/protocol/snapshot.ts'
import type { Token } from '../../shared/protocol/token.ts'
import { LiveTexts } from '../../shared/live-text.ts'

export interface LiveTool {
  callId: string
  tool: string
  title: string
  state: 'running' | 'ok' | 'failed'
  /** ISO 8601. */
  startedAt: string
  /** Milliseconds; null while it runs. */
  ms: number | null
}

export interface LiveStep {
  step: number
  text: string
  settled: boolean
  tools: readonly LiveTool[]
}

/** Steps are in order. */
export interface LiveMessage {
  steps: readonly LiveStep[]
  ended: boolean
}

/** `restart`: an event is missing, so resubscribe from the cursor. */
export type Accepted = 'applied' | 'known' | 'restart'

const maxMisses = 3

function tokenKey(token: Token) {
  return `${token.messageId}/${token.step}/${token.attempt}`
}

/**
 * A session's running messages, built from events: durable events are applied once and in order, tokens by their place (rule
 * 3). `cursor` is the seq of the last durable event.
 */
export class LiveMessages {
  #cursor: number
  readonly #texts = new LiveTexts()
  readonly #messages = new Map<string, LiveMessage>()
  readonly #ended = new Set<string>()
  /** Restarts in which a token's missing start didn't come. */
  readonly #misses = new Map<string, number>()

  constructor(cursor: number) {
    this.#cursor = cursor
  }

  get cursor(): number {
    return this.#cursor
  }

  accept(yielded: AgentEvent): Accepted {
    switch (yielded.type) {
      case 'event':
        return this.#place(yielded)
      case 'token':
        return this.#token(yielded)
      case 'snapshot':
        return this.#snapshot(yielded)
    }
  }

  message(id: string): LiveMessage | undefined {
    return this.#messages.get(id)
  }

  messages(): ReadonlyMap<string, LiveMessage> {
    return new Map(this.#messages)
  }

  prune(isTold: (messageId: string) => boolean): void {
    for (const [id, message] of this.#messages)
      if (message.ended && isTold(id)) this.#messages.delete(id)
  }

  #place(placed: PlacedEvent): Accepted {
    if (placed.seq <= this.#cursor) return 'known'
    if (placed.seq > this.#cursor + 1) return 'restart'
    this.#cursor = placed.seq
    this.#apply(placed.event, placed.at)
    return 'applied'
  }

  #apply(event: PlacedEvent['event'], at: string): void {
    switch (event.type) {
      case 'run_started':
        this.#update(event.messageId, (message) => ({ ...message, ended: false }))
        return
      case 'step_settled':
        this.#texts.settle(event.messageId, event.step)
        this.#step(event, (step) => ({ ...step, text: event.text, settled: true }))
        return
      case 'tool_start':
        this.#tool(event, { ...named(event), state: 'running', startedAt: at, ms: null })
        return
      case 'tool_end':
        this.#endTool(event, at)
        return
      case 'done':
        this.#texts.endMessage(event.messageId)
        this.#misses.clear()
        this.#ended.add(event.messageId)
        this.#update(event.messageId, (message) => ({ ...message, ended: true }))
        return
      case 'message_added':
      case 'message_changed':
      case 'suggestions_changed':
      case 'run_queued':
      case 'file_changed':
      case 'preview_ready':
      case 'sandbox_state':
      case 'version_created':
      case 'version_changed':
      case 'session_changed':
      case 'queue_changed':
      case 'pin_changed':
      case 'error':
      // stored by another version: only its seq counts
      case 'unknown':
        return
      default:
        // a type error here means a missing case
        event satisfies never
    }
  }

  #isLate({ messageId, step }: { messageId: string; step: number }): boolean {
    if (this.#ended.has(messageId)) return true
    const known = this.#messages.get(messageId)?.steps.find((other) => other.step === step)
    return known?.settled ?? false
  }

  #token(token: Token): Accepted {
    if (this.#isLate(token)) return 'known'
    const effect = this.#texts.apply(token)
    if (effect === 'known') return 'known'
    if (effect === 'gap') return this.#miss(tokenKey(token))
    this.#misses.delete(tokenKey(token))
    this.#showText(token)
    return 'applied'
  }

  /** Gives up after some restarts: the text comes when the step settles. */
  #miss(key: string): Accepted {
    const misses = (this.#misses.get(key) ?? 0) + 1
    this.#misses.set(key, misses)
    return misses > maxMisses ? 'known' : 'restart'
  }

  #showText(token: Token): void {
    const text = this.#texts.get(token.messageId, token.step)?.text ?? ''
    this.#step(token, (step) => ({ ...step, text }))
  }

  /** Applied like tokens: a step's text only grows within an attempt, so a node that is behind removes nothing. */
  #snapshot(snapshot: Snapshot): Accepted {
    for (const token of snapshot.live) this.#token(token)
    return 'applied'
  }

  #endTool(event: Extract<DurableEvent, { type: 'tool_end' }>, at: string): void {
    const known = this.#messages
      .get(event.messageId)
      ?.steps.find((step) => step.step === event.step)
      ?.tools.find((tool) => tool.callId === event.callId)
    this.#tool(event, {
      ...(known ?? { ...named({ ...event, title: event.tool }), startedAt: at }),
      state: event.ok ? 'ok' : 'failed',
      ms: event.ms,
    })
  }

  #tool(place: { messageId: string; step: number }, tool: LiveTool): void {
    this.#step(place, (step) => {
      const index = step.tools.findIndex((known) => known.callId === tool.callId)
      return { ...step, tools: index < 0 ? [...step.tools, tool] : step.tools.with(index, tool) }
    })
  }

  #step(place: { messageId: string; step: number }, change: (step: LiveStep) => LiveStep): void {
    this.#update(place.messageId, (message) => {
      const index = message.steps.findIndex((step) => step.step === place.step)
      const known = message.steps[index]
      if (known) return { ...message, steps: message.steps.with(index, change(known)) }
      const fresh = change({ step: place.step, text: '', settled: false, tools: [] })
      return { ...message, steps: [...message.steps, fresh].sort((a, b) => a.step - b.step) }
    })
  }

  #update(messageId: string, change: (message: LiveMessage) => LiveMessage): void {
    const known = this.#messages.get(messageId) ?? { steps: [], ended: false }
    this.#messages.set(messageId, change(known))
  }
}

function named({ callId, tool, title }: { callId: string; tool: string; title: string }) {
  return {
    callId,
    tool,
    title,
  }
}
