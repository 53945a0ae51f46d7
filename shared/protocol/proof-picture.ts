import { z } from 'zod'

/** `before` and `after`: the same page without and with the version. `step`: something that the agent tried. */
export const ProofKind = z.enum(['before', 'after', 'step', 'phone'])
export type ProofKind = z.infer<typeof ProofKind>

/** Its bytes are at `/pictures/SESSION/VERSION/POSITION`. */
export const ProofPicture = z.object({
  position: z.int(),
  caption: z.string(),
  /** Pixels. */
  width: z.int(),
  height: z.int(),
})
export type ProofPicture = z.infer<typeof ProofPicture>
