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
  VersionCreated,
} from './events/session-events.ts'
import { ToolEnd, ToolStart } from './events/tool-events.ts'

/** What a run or a person did: stored, numbered, delivered exactly once. */
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
  SessionChanged,
  QueueChanged,
  PinChanged,
  SuggestionsChanged,
  RunFailed,
  RunDone,
])
export type DurableEvent = z.infer<typeof DurableEvent>

/**
 * A durable event of a type or a shape that this version does not know: another version stored it. A server hands it on in
 * this wrapper, so that a tab of a newer version can still read it. Everybody else counts its seq and passes it over.
 */
export const UnknownEvent = z.object({ type: z.literal('unknown'), stored: z.unknown() })
export type UnknownEvent = z.infer<typeof UnknownEvent>

/** Reads an event from the log or from the wire. Never throws: what can't be read becomes an UnknownEvent. */
export function readEvent(value: unknown): DurableEvent | UnknownEvent {
  const wrapped = UnknownEvent.safeParse(value)
  const stored = wrapped.success ? wrapped.data.stored : value
  return DurableEvent.safeParse(stored).data ?? { type: 'unknown', stored }
}

/** An event at its place: `seq` is dense and rises by one within its session; `at` is ISO 8601. */
export const PlacedEvent = z.object({
  seq: z.int(),
  at: z.string(),
  event: z.unknown().transform(readEvent),
})
export type PlacedEvent = z.infer<typeof PlacedEvent>
