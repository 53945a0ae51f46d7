import { z } from 'zod'
import { FileChanged } from './events/file-changed.ts'
import { MessageAdded, MessageChanged } from './events/message-events.ts'
import { RunDone, RunFailed, RunQueued, RunStarted, StepSettled } from './events/run-events.ts'
import { PreviewReady, SandboxChanged } from './events/sandbox-events.ts'
import {
  PinChanged,
  QueueChanged,
  SessionChanged,
  SuggestionsChanged,
  VersionChanged,
  VersionCreated,
} from './events/session-events.ts'
import { ToolEnd, ToolStart } from './events/tool-events.ts'

/** Stored, numbered, delivered exactly once. */
export const DurableEvent = z.discriminatedUnion('type', [
  MessageAdded,
  MessageChanged,
  RunQueued,
  RunStarted,
  StepSettled,
  ToolStart,
  ToolEnd,
  FileChanged,
  PreviewReady,
  SandboxChanged,
  VersionCreated,
  VersionChanged,
  SessionChanged,
  QueueChanged,
  PinChanged,
  SuggestionsChanged,
  RunFailed,
  RunDone,
])
export type DurableEvent = z.infer<typeof DurableEvent>

/**
 * An event of another version that this one can't read. Servers pass it on wrapped for newer tabs; others only count its
 * seq.
 */
export const UnknownEvent = z.object({ type: z.literal('unknown'), stored: z.unknown() })
export type UnknownEvent = z.infer<typeof UnknownEvent>

/** Never throws: an unreadable event becomes an UnknownEvent. */
export function readEvent(value: unknown): DurableEvent | UnknownEvent {
  const wrapped = UnknownEvent.safeParse(value)
  const stored = wrapped.success ? wrapped.data.stored : value
  return DurableEvent.safeParse(stored).data ?? { type: 'unknown', stored }
}

/** `seq` rises by exactly one within its session; `at` is ISO 8601. */
export const PlacedEvent = z.object({
  seq: z.int(),
  at: z.string(),
  event: z.unknown().transform(readEvent),
})
export type PlacedEvent = z.infer<typeof PlacedEvent>
