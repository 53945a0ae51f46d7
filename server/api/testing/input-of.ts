import fc from 'fast-check'
import { z } from 'zod'

interface Shape {
  type?: string
  format?: string
  pattern?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Shape[]
  oneOf?: Shape[]
  allOf?: Shape[]
  properties?: Record<string, Shape>
  required?: string[]
  minLength?: number
  minimum?: number
  minItems?: number
  items?: Shape
}

/** Throws for shapes it can't generate: give the test a named value then. */
function valueOf(shape: Shape, path: string, makeId: () => string): unknown {
  if ('const' in shape) return shape.const
  if (shape.enum) return shape.enum[0]
  if (shape.allOf)
    return Object.assign({}, ...shape.allOf.map((part) => valueOf(part, path, makeId)))
  const [first] = shape.anyOf ?? shape.oneOf ?? []
  if (first) return valueOf(first, path, makeId)
  switch (shape.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(shape.properties ?? {})
          .filter(([key]) => shape.required?.includes(key))
          .map(([key, inner]) => [key, valueOf(inner, `${path}.${key}`, makeId)]),
      )
    case 'array':
      return Array.from({ length: shape.minItems ?? 0 }, (_, index) =>
        valueOf(shape.items ?? {}, `${path}[${index}]`, makeId),
      )
    case 'string':
      return textOf(shape, path, makeId)
    case 'integer':
    case 'number':
      return Math.max(0, shape.minimum ?? 0)
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      throw new Error(`${path}: no value can be made for ${JSON.stringify(shape)}`)
  }
}

function textOf({ format, pattern, minLength }: Shape, path: string, makeId: () => string) {
  if (format === 'uuid') return makeId()
  if (format === 'email') return `${makeId()}@example.com`
  if (pattern === undefined) return 'x'.repeat(Math.max(1, minLength ?? 0))
  const [text] = fc.sample(fc.stringMatching(new RegExp(pattern)), { numRuns: 1, seed: 1 })
  if (text === undefined) throw new Error(`${path}: no text can be made for ${pattern}`)
  return text
}

function shapeOf(schema: z.ZodType): Shape {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape
}

export function inputOf(schemas: z.ZodType[], path: string, makeId: () => string): unknown {
  const parts = schemas.map((schema) => valueOf(shapeOf(schema), path, makeId))
  if (parts.length === 0) return undefined
  return parts.length === 1 ? parts[0] : Object.assign({}, ...parts)
}

/** A place of a string in an input. */
export interface TextPlace {
  field: string
  /** Ids are looked up, not stored. */
  isId: boolean
  /** The input with that text there. */
  put(text: string): unknown
}

type Fields = Record<string, unknown>

/** `base` with its fields that the shape has, completed. */
function completed(shape: Shape, base: unknown, path: string, makeId: () => string): unknown {
  const made = valueOf(shape, path, makeId)
  if (typeof made !== 'object' || made === null || Array.isArray(made)) return base ?? made
  const known = Object.entries({ ...(base as Fields | undefined) }).filter(
    ([key]) => key in (shape.properties ?? made),
  )
  return { ...made, ...Object.fromEntries(known) }
}

function placesIn(shape: Shape, base: unknown, path: string, makeId: () => string): TextPlace[] {
  if ('const' in shape || shape.enum) return []
  if (shape.allOf) {
    const parts = shape.allOf
    return parts.flatMap((part, at) =>
      placesIn(part, base, path, makeId).map((place) => ({
        ...place,
        put: (text: string): unknown =>
          Object.assign(
            {},
            ...parts.map((other, index) =>
              index === at ? place.put(text) : completed(other, base, path, makeId),
            ),
          ),
      })),
    )
  }
  const choices = shape.anyOf ?? shape.oneOf
  if (choices) return choices.flatMap((choice) => placesIn(choice, base, path, makeId))
  if (shape.type === 'array')
    return placesIn(shape.items ?? {}, undefined, `${path}[0]`, makeId).map((place) => ({
      ...place,
      put: (text) => [place.put(text)],
    }))
  if (shape.type === 'object') {
    const whole = completed(shape, base, path, makeId) as Fields
    return Object.entries(shape.properties ?? {}).flatMap(([key, inner]) =>
      placesIn(inner, whole[key], `${path}.${key}`, makeId).map((place) => ({
        ...place,
        put: (text: string) => ({ ...whole, [key]: place.put(text) }),
      })),
    )
  }
  if (shape.type !== 'string') return []
  return [{ field: path, isId: shape.format === 'uuid', put: (text) => text }]
}

/** Every string of the input, optional ones and those of each choice included. `base` gives the rest. */
export function textPlacesOf(
  schemas: z.ZodType[],
  base: unknown,
  path: string,
  makeId: () => string,
): TextPlace[] {
  return schemas.flatMap((schema) => placesIn(shapeOf(schema), base, path, makeId))
}
