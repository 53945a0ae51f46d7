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

export function inputOf(schemas: z.ZodType[], path: string, makeId: () => string): unknown {
  const parts = schemas.map((schema) => {
    const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape
    return valueOf(shape, path, makeId)
  })
  if (parts.length === 0) return undefined
  return parts.length === 1 ? parts[0] : Object.assign({}, ...parts)
}
