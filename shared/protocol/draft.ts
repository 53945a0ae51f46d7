import { z } from 'zod'
import { Id } from '../ids.ts'

/** Who brought a stretch of the draft: clocks `from` up to, not with, `to` of a Yjs client. */
export const AuthorRange = z.object({ client: z.int(), from: z.int(), to: z.int(), by: Id })
export type AuthorRange = z.infer<typeof AuthorRange>

/** A state of the draft that a client saw: base64 of Yjs' encoded snapshot (state vector and deletions). */
export const DraftState = z.base64().min(1).max(400_000)
