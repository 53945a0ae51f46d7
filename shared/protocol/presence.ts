import { z } from 'zod'
import { Route, Spot } from './anchor.ts'
import { Id } from '../ids.ts'
import { Person } from './person.ts'

/** 0 is the top, 1 the end. */
const Fraction = z.number().min(0).max(1)

const Pane = z.enum(['chat', 'preview', 'activity', 'code', 'changes', 'versions'])
export type Pane = z.infer<typeof Pane>

/** From tab to server: what others see (rule 5.4). Unknown fields and panes are dropped. */
export const PresenceState = z.object({
  pane: Pane.optional().catch(undefined),
  /** The open file. */
  file: z.string().max(300).nullish(),
  /** The preview's route. */
  route: Route.nullish(),
  typing: z.boolean().optional(),
  /** Without input for some minutes, or hidden. */
  idle: z.boolean().optional(),
  /** Last input by its own clock, in milliseconds since 1970: a person's latest tab counts. */
  activeAt: z.int().min(0).optional(),
  /** The preview's position is an element in sight. */
  scroll: z
    .object({ chat: Fraction.optional(), activity: Fraction.optional(), preview: Spot.optional() })
    .optional(),
  /** The followed person. */
  following: Id.nullish(),
  /** The pointer over the preview. */
  pointer: Spot.nullish(),
  /** The tab can take the preview's picture. */
  pictures: z.boolean().optional(),
  /** Yjs relative positions, as in y-codemirror. */
  cursor: z.object({ anchor: z.unknown(), head: z.unknown() }).nullish(),
})
export type PresenceState = z.infer<typeof PresenceState>

/** From server to tab: another tab's state. The server sets `user`. */
export const BoundPresence = PresenceState.extend({ user: Person })
export type BoundPresence = z.infer<typeof BoundPresence>

/** Characters of JSON. */
export const presenceLength = 8_000
