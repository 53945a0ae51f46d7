import { z } from 'zod'
import { Id } from '../ids.ts'

/** A Yjs client's clocks `from` (inclusive) to `to` (exclusive). */
export const AuthorRange = z.object({ client: z.int(), from: z.int(), to: z.int(), by: Id })
export type AuthorRange = z.infer<typeof AuthorRange>

/** The draft as a client sees it: base64 of a Yjs snapshot (state vector and deletions). */
export const DraftState = z.base64().min(1).max(400_000)
