import { z } from 'zod'

export { newId } from './new-id.ts'

/** The client makes the id of each row that it creates, so that a repeated call is not taken for a second one. */
export const Id = z.uuid()
export type Id = z.infer<typeof Id>
