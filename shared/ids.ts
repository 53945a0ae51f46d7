import { z } from 'zod'

export { newId } from './new-id.ts'

/** The client makes ids, so that a repeated call isn't taken for a second one. */
export const Id = z.uuid()
export type Id = z.infer<typeof Id>
