import { z } from 'zod'
import { AuthorRange } from '../../shared/protocol/draft.ts'
import { Token } from '../../shared/protocol/token.ts'
import { Id } from '../../shared/ids.ts'
import { PresenceEntry } from './presence-entry.ts'

/** `update`: Yjs update, base64. `from`: node and boot that already have it. */
const DraftUpdate = z.object({
  type: z.literal('draft'),
  sessionId: Id,
  from: z.string(),
  update: z.string(),
  authors: AuthorRange.array(),
})
export type DraftUpdate = z.infer<typeof DraftUpdate>

/** Messages only wake subscribers, which read from Postgres: a lost one loses nothing. */
export const BusMessage = z.discriminatedUnion('type', [
  /** `seq`: the log's last. `files`: the working tree changed. */
  z.object({ type: z.literal('events_appended'), sessionId: Id, seq: z.int(), files: z.boolean() }),
  z.object({ type: z.literal('token'), sessionId: Id, token: Token }),
  DraftUpdate,
  z.object({ type: z.literal('stop'), sessionId: Id, runId: Id }),
  z.object({ type: z.literal('queue_changed'), sessionId: Id }),
  z.object({ type: z.literal('session_deleted'), sessionId: Id }),
  /** Connections to the old address must close. */
  z.object({ type: z.literal('preview_moved'), sessionId: Id }),
  /** Its sandbox must end, and connections to its address must close. */
  z.object({ type: z.literal('look_ended'), lookId: Id }),
  /** Presence through one node: changes, or (`whole`) everything. */
  z.object({
    type: z.literal('presence'),
    node: z.string(),
    sessionId: Id,
    whole: z.boolean(),
    entries: PresenceEntry.array(),
  }),
  z.object({ type: z.literal('presence_wanted'), node: z.string() }),
  /** Sockets of this auth session must close. */
  z.object({ type: z.literal('signed_out'), authSessionId: z.string(), replaced: z.boolean() }),
  /** These people's names are other than they were. */
  z.object({ type: z.literal('people_renamed'), userIds: Id.array() }),
  /** Long-lived connections must re-check their permissions. Null means all users or sessions. */
  z.object({
    type: z.literal('access_changed'),
    workspaceId: Id,
    sessionId: Id.nullable(),
    userId: Id.nullable(),
  }),
])
export type BusMessage = z.infer<typeof BusMessage>

/** Delivers to every node, including this one, in each publisher's order. */
export interface Bus {
  publish(message: BusMessage): void
  /** Returns the unsubscribe function. */
  subscribe(listener: (message: BusMessage) => void): () => void
  close(): Promise<void>
}
