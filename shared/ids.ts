import { uuidv4 } from 'lib0/random'
import { z } from 'zod'

/** Every row that a client creates carries an id made by that client, so that a repeat can be told from a second wish. */
// Pure, so that a page that only makes ids loads no schemas.
export const Id = /* @__PURE__ */ z.uuid()
export type Id = z.infer<typeof Id>

/** A fresh random id. Unlike `crypto.randomUUID` it also works on a page that came by plain http. */
export const newId = (): Id => uuidv4()
