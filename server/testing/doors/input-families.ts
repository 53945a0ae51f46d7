import { z } from 'zod'
import { newId } from '../../../shared/ids.ts'
import { appRouter } from '../../api/router.ts'
import { inputOf, textPlacesOf } from '../../api/testing/input-of.ts'
import type { Family } from './cpu-growth.ts'

const Inputs = z.object({
  inputs: z.custom<z.ZodType>((input) => input instanceof z.ZodType).array(),
})

/** Repeated until the text is long enough: each has made some regular expression or Unicode table slow. */
const units: Record<string, string> = {
  letters: 'a',
  spaces: ' ',
  'spaces and letters': ' a',
  'line breaks': '\n',
  dots: 'a.',
  signs: 'a@',
  slashes: '../',
  dashes: '-',
  accents: '\u0301',
  'composed letters': '\u1e69\u0323',
  faces: '👩‍👧',
  halves: '\ud83d',
  'zero widths': '\u200d',
  escapes: '%25',
  quotes: '"\\',
}

const size = 30_000

/** Every text of every procedure's input, with each unit. */
export function textFamilies(): Family[] {
  return Object.entries(appRouter._def.procedures).flatMap(([path, procedure]) => {
    const { inputs } = Inputs.parse((procedure as unknown as { _def: unknown })._def)
    return textPlacesOf(inputs, undefined, path, newId).flatMap(({ field, put }) =>
      Object.entries(units).map(([name, unit]) => ({
        door: `procedure ${path}`,
        name: `${field}: ${name}`,
        size,
        prepare: (length: number) => {
          const text = unit.repeat(Math.ceil(length / unit.length))
          const input = put(text)
          return {
            bytes: Buffer.byteLength(text),
            work: () => inputs.map((schema) => schema.safeParse(input)),
          }
        },
      })),
    )
  })
}

/** What is not the input's shape at all. */
const shapes: Record<string, (size: number) => unknown> = {
  'many unknown fields': (size) =>
    Object.fromEntries(Array.from({ length: size / 10 }, (_, at) => [`field${at}`, at])),
  'a long list': (size) => Array.from({ length: size / 2 }, () => 0),
  'a list of ids in every field': (size) => {
    const id = newId()
    const ids = Array.from({ length: size / 40 }, () => id)
    return Object.fromEntries(fields.map((field) => [field, ids]))
  },
}
const fields = ['id', 'ids', 'sessionId', 'workspaceId', 'text', 'element', 'messageId', 'links']

export function shapeFamilies(): Family[] {
  return Object.entries(appRouter._def.procedures).flatMap(([path, procedure]) => {
    const { inputs } = Inputs.parse((procedure as unknown as { _def: unknown })._def)
    const valid = inputs.length > 0 ? inputOf(inputs, path, newId) : undefined
    return Object.entries(shapes).map(([name, make]) => ({
      door: `procedure ${path}`,
      name,
      size: 10_000,
      prepare: (length: number) => {
        const made = make(length)
        const input = Array.isArray(made) ? made : { ...(valid as object), ...(made as object) }
        return {
          bytes: JSON.stringify(input).length,
          work: () => inputs.map((schema) => schema.safeParse(input)),
        }
      },
    }))
  })
}
