import { z } from 'zod'

/** Path, search and hash of a page of the app. Longer ones are not sent. */
export const Route = z.string().startsWith('/').max(600)

/** Attributes that name an element for people or code, and so survive a change of the layout. */
export const markNames = ['id', 'data-testid', 'name', 'aria-label', 'placeholder', 'alt'] as const

const hint = z.string().max(80)

/**
 * How an element of the preview is found again in another browser, at another screen size, or after a change of the app. No
 * single field decides: the page weighs them.
 */
export const Anchor = z.object({
  /** Steps `tag:index` from the body down, joined by `>`. The index counts siblings of that tag from 0. */
  path: z
    .string()
    .max(700)
    .regex(/^([a-z][a-z0-9-]{0,39}:\d{1,4}(>|$))*$/i),
  /** The number of siblings of its tag, itself included. */
  siblings: z.int().min(1).max(10_000),
  /** The element's text, and the further text of its nearest ancestor that has more; with single spaces, cut. */
  text: hint,
  context: hint,
  marks: z.array(z.object({ name: z.enum(markNames), value: hint })).max(markNames.length),
  /** React's nearest key, the component that renders the element, and its file; null where unknown. */
  key: hint.nullable(),
  component: hint.nullable(),
  file: z.string().max(200).nullable(),
})
export type Anchor = z.infer<typeof Anchor>

/** A point in the preview: `x` and `y` are fractions of the element's width and height. */
export const Spot = z.object({
  route: Route,
  anchor: Anchor,
  x: z.number().min(0).max(1),
  y: z.number().min(0).max(1),
})
export type Spot = z.infer<typeof Spot>

/** A chosen element, with a name for people such as `Button “Save”`. */
export const Picked = z.object({ ...Spot.shape, name: z.string().min(1).max(120) })
export type Picked = z.infer<typeof Picked>
