import { z } from 'zod'
import { AuthorRange } from '../../shared/protocol/draft.ts'
import { Token } from '../../shared/protocol/token.ts'
import { Id } from '../../shared/ids.ts'
import { PresenceEntry } from './presence-entry.ts'

/** A change of a draft, as base64 of a Yjs update; `from` names the node and boot that has it already. */
const DraftUpdate = z.object({
  type: z.literal('draft'),
  sessionId: Id,
  from: z.string(),
  update: z.string(),
  authors: AuthorRange.array(),
})
export type DraftUpdate = z.infer<typeof DraftUpdate>

/** Messages of the bus. They only wake: every subscriber reads what it needs from Postgres, also after a lost message. */
export const BusMessage = z.discriminatedUnion('type', [
  /** The session's log has grown to `seq`; `files`: its working tree is another. */
  z.object({ type: z.literal('events_appended'), sessionId: Id, seq: z.int(), files: z.boolean() }),
  z.object({ type: z.literal('token'), sessionId: Id, token: Token }),
  DraftUpdate,
  /** Somebody wants the run to end. */
  z.object({ type: z.literal('stop'), sessionId: Id, runId: Id }),
  /** The session's queue changed: there may be a run to start. */
  z.object({ type: z.literal('queue_changed'), sessionId: Id }),
  /** The session has been deleted. */
  z.object({ type: z.literal('session_deleted'), sessionId: Id }),
  /** The session's preview has a new address: connections to the old one must close. */
  z.object({ type: z.literal('preview_moved'), sessionId: Id }),
  /** Who is in a session by way of one node: what has changed, or (`whole`) all of them. */
  z.object({
    type: z.literal('presence'),
    node: z.string(),
    sessionId: Id,
    whole: z.boolean(),
    entries: PresenceEntry.array(),
  }),
  /** A node that has just come asks the others for their presence. */
  z.object({ type: z.literal('presence_wanted'), node: z.string() }),
  /** Sockets of this sign-in must close. */
  z.object({ type: z.literal('signed_out'), authSessionId: z.string(), replaced: z.boolean() }),
  /**
   * Permissions changed in this workspace: for one person, or all (null); in one session, or all (null). Long-lived
   * connections check theirs again.
   */
  z.object({
    type: z.literal('access_changed'),
    workspaceId: Id,
    sessionId: Id.nullable(),
    userId: Id.nullable(),
  }),
])
export type BusMessage = z.infer<typeof BusMessage>

/** Carries messages to every node, this one included, in the order in which one node published them. */
export interface Bus {
  publish(message: BusMessage): void
  /** Returns the function that unsubscribes. */
  subscribe(listener: (message: BusMessage) => void): () => void
  close(): Promise<void>
}
