import type { AgentEvent } from '../../shared/protocol/subscription.ts'
import type { DurableEvent } from '../../shared/protocol/events.ts'
import type { Id } from '../../shared/ids.ts'

export interface Phase {
  begins: (item: AgentEvent) => boolean
  /** Minimum occurrences in the fixture's run. */
  times: number
  /** In ms. */
  maxDelayMs: number
}

function isEvent(item: AgentEvent, type: DurableEvent['type']) {
  return item.type === 'event' && item.event.type === type
}

function onEvent(type: DurableEvent['type'], times: number, maxDelayMs = 12): Phase {
  return {
    begins: (item) => isEvent(item, type),
    times,
    maxDelayMs,
  }
}

export const phases: readonly Phase[] = [
  onEvent('run_queued', 1),
  onEvent('run_started', 1),
  { begins: (item) => item.type === 'token', times: 4, maxDelayMs: 12 },
  onEvent('step_settled', 3),
  onEvent('tool_start', 6),
  onEvent('file_changed', 4),
  onEvent('tool_end', 6),
  {
    begins: (item) =>
      item.type === 'event' && item.event.type === 'step_settled' && item.event.step === 3,
    times: 1,
    maxDelayMs: 2,
  },
]

export function steerPhases(messageId: Id): readonly Phase[] {
  return (['message_added', 'message_changed'] as const).map((type) => ({
    begins: (item) =>
      item.type === 'event' && item.event.type === type && item.event.messageId === messageId,
    times: 1,
    maxDelayMs: 40,
  }))
}
