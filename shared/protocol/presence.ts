import { z } from 'zod'
import { Route, Spot } from './anchor.ts'
import { Id } from '../ids.ts'
import { Person } from './record.ts'

/** A place in a box that scrolls, as a fraction of how far it can. */
const Fraction = z.number().min(0).max(1)

/** What a tab tells the others of itself (rule 5.4). Unknown fields are dropped. */
export const PresenceState = z.object({
  /** The pane that it shows. */
  pane: z.enum(['chat', 'preview', 'activity', 'code', 'changes', 'versions']).optional(),
  /** The file that is open in it. */
  file: z.string().max(300).nullish(),
  /** Where its preview is. */
  route: Route.nullish(),
  typing: z.boolean().optional(),
  /** Nobody has touched it for some minutes, or it can't be seen. */
  idle: z.boolean().optional(),
  /** When it was last touched, by its own clock, in milliseconds since the epoch: of a person's tabs the latest counts. */
  activeAt: z.int().min(0).optional(),
  /** How far its panes are scrolled; the preview's by what is in sight there. */
  scroll: z
    .object({ chat: Fraction.optional(), activity: Fraction.optional(), preview: Spot.optional() })
    .optional(),
  /** Whom it follows. */
  following: Id.nullish(),
  /** Where its pointer is over the preview. */
  pointer: Spot.nullish(),
  /** It can make pictures of the preview for the session's card. */
  pictures: z.boolean().optional(),
  /** The draft's caret: Yjs relative positions, as y-codemirror has them. */
  cursor: z.object({ anchor: z.unknown(), head: z.unknown() }).nullish(),
})
export type PresenceState = z.infer<typeof PresenceState>
export type Pane = NonNullable<PresenceState['pane']>

/** A tab's state as others get it: `user` is who is signed in there, bound by the server. */
export const BoundPresence = PresenceState.extend({ user: Person })
export type BoundPresence = z.infer<typeof BoundPresence>

/** How long one tab's state may be, in characters of JSON. */
export const presenceLength = 8_000
