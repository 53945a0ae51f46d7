import { z } from 'zod'
import { Id } from '../ids.ts'

/** The author of a range of the draft: the clocks from `from` up to but not including `to` of a Yjs client. */
export const AuthorRange = z.object({ client: z.int(), from: z.int(), to: z.int(), by: Id })
export type AuthorRange = z.infer<typeof AuthorRange>

/** The state of the draft on a client's screen: base64 of Yjs' encoded snapshot (state vector and deletions). */
export const DraftState = z.base64().min(1).max(400_000)
