import { z } from 'zod'

/** Path, search and hash of a page of the app. Longer ones are not shared. */
export const Route = z.string().startsWith('/').max(600)

/** What names an element for people or code: attributes that outlive a change of the layout. */
export const markNames = ['id', 'data-testid', 'name', 'aria-label', 'placeholder', 'alt'] as const

const hint = z.string().max(80)

/**
 * How an element of the preview is found again, in another browser, on another screen size, after a change. No single part
 * decides: the page weighs them.
 */
export const Anchor = z.object({
  /** From the body down: `tag:place` steps, the place counted among siblings of that tag, from 0; joined by `>`. */
  path: z
    .string()
    .max(700)
    .regex(/^([a-z][a-z0-9-]{0,39}:\d{1,4}(>|$))*$/i),
  /** How many siblings of its tag there were, itself included. */
  siblings: z.int().min(1).max(10_000),
  /** The element's text, and what the nearest ancestor that says more says besides; spaces made single, cut. */
  text: hint,
  context: hint,
  marks: z.array(z.object({ name: z.enum(markNames), value: hint })).max(markNames.length),
  /** React's: the nearest key, the component that renders it and its file. Null where the page doesn't tell. */
  key: hint.nullable(),
  component: hint.nullable(),
  file: z.string().max(200).nullable(),
})
export type Anchor = z.infer<typeof Anchor>

/** A place in the preview: within an element's box, as fractions of its width and height. */
export const Spot = z.object({
  route: Route,
  anchor: Anchor,
  x: z.number().min(0).max(1),
  y: z.number().min(0).max(1),
})
export type Spot = z.infer<typeof Spot>

/** An element that somebody chose, with the name that people know it by, such as `Button “Save”`. */
export const Picked = z.object({ ...Spot.shape, name: z.string().min(1).max(120) })
export type Picked = z.infer<typeof Picked>
