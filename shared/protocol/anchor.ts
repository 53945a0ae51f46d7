import { z } from 'zod'
import { storable } from '../storable.ts'
import { lineOf } from '../text.ts'

/** Path, search and hash. Longer routes are not sent. */
export const Route = z.string().overwrite(storable).startsWith('/').max(600)

/** Attributes that survive layout changes. */
export const markNames = ['id', 'data-testid', 'name', 'aria-label', 'placeholder', 'alt'] as const

const hint = z.string().overwrite(storable).max(80)

/**
 * Finds an element again in another browser, at another size, or after a change. The page weighs the fields; none decides
 * alone.
 */
export const Anchor = z.object({
  /** Steps `tag:index` from the body down, joined by `>`. The index counts siblings of that tag from 0. */
  path: z
    .string()
    .max(700)
    .regex(/^([a-z][a-z0-9-]{0,39}:\d{1,4}(>|$))*$/i),
  /** Siblings of its tag, including itself. */
  siblings: z.int().min(1).max(10_000),
  /** The element's text, and further text of the nearest ancestor that has more. */
  text: hint,
  context: hint,
  marks: z.array(z.object({ name: z.enum(markNames), value: hint })).max(markNames.length),
  /** React's nearest key, the component and its file; null if unknown. */
  key: hint.nullable(),
  component: hint.nullable(),
  file: z.string().overwrite(storable).max(200).nullable(),
})
export type Anchor = z.infer<typeof Anchor>

/** `x` and `y` are fractions of the element's width and height. */
export const Spot = z.object({
  route: Route,
  anchor: Anchor,
  x: z.number().min(0).max(1),
  y: z.number().min(0).max(1),
})
export type Spot = z.infer<typeof Spot>

const elementNameLength = 120

/** `name` is for people: `Button “Save”`. The page wrote it. */
export const Picked = z.object({
  ...Spot.shape,
  name: z
    .string()
    .min(1, 'An element has a name.')
    .max(elementNameLength, `An element’s name has at most ${elementNameLength} characters.`)
    .overwrite((name) => lineOf(name, elementNameLength) || 'Element'),
})
export type Picked = z.infer<typeof Picked>
