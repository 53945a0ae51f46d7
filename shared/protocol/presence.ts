import { z } from 'zod'
import { Route, Spot } from './anchor.ts'
import { Id } from '../ids.ts'
import { Person } from './person.ts'

/** A scroll position: 0 is the top, 1 the end. */
const Fraction = z.number().min(0).max(1)

const Pane = z.enum(['chat', 'preview', 'activity', 'code', 'changes', 'versions'])
export type Pane = z.infer<typeof Pane>

/** From tab to server: what it shows the others of itself (rule 5.4). Unknown fields and panes are dropped. */
export const PresenceState = z.object({
  pane: Pane.optional().catch(undefined),
  /** The open file. */
  file: z.string().max(300).nullish(),
  /** The preview's address. */
  route: Route.nullish(),
  typing: z.boolean().optional(),
  /** Without input for some minutes, or hidden. */
  idle: z.boolean().optional(),
  /** The time of its last input by its own clock, in milliseconds since 1970: of a person's tabs the latest counts. */
  activeAt: z.int().min(0).optional(),
  /** Scroll positions; the preview's is an element that is in sight. */
  scroll: z
    .object({ chat: Fraction.optional(), activity: Fraction.optional(), preview: Spot.optional() })
    .optional(),
  /** The person that it follows. */
  following: Id.nullish(),
  /** The pointer over the preview. */
  pointer: Spot.nullish(),
  /** It can take pictures of the preview for the session's card. */
  pictures: z.boolean().optional(),
  /** The draft's caret: Yjs relative positions, as y-codemirror has them. */
  cursor: z.object({ anchor: z.unknown(), head: z.unknown() }).nullish(),
})
export type PresenceState = z.infer<typeof PresenceState>

/** From server to tab: another tab's state. The server sets `user` to the person that is signed in there. */
export const BoundPresence = PresenceState.extend({ user: Person })
export type BoundPresence = z.infer<typeof BoundPresence>

/** The longest state of one tab, in characters of JSON. */
export const presenceLength = 8_000
