import { z } from 'zod'

export { newId } from './new-id.ts'

/** Every row that a client creates carries an id made by that client, so that a repeat can be told from a second wish. */
export const Id = z.uuid()
export type Id = z.infer<typeof Id>
