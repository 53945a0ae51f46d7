import { z } from 'zod'

export const ModelView = z.object({ id: z.string(), label: z.string(), demo: z.boolean() })
export type ModelView = z.infer<typeof ModelView>

/** The server's configuration, as far as everybody may know it. */
export const AppInfo = z.object({
  models: ModelView.array(),
  /** Whether people can sign in with GitHub. */
  github: z.boolean(),
  sandboxWarning: z.string().nullable(),
})
export type AppInfo = z.infer<typeof AppInfo>
