import { z } from 'zod'
import { Id } from '../ids.ts'

/** `color` is a CSS color derived from the id. */
export const Person = z.object({ id: Id, name: z.string(), color: z.string() })
export type Person = z.infer<typeof Person>
