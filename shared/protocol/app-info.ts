import { z } from 'zod'

export const ModelView = z.object({ id: z.string(), label: z.string(), demo: z.boolean() })
export type ModelView = z.infer<typeof ModelView>

/** The server's public configuration. */
export const AppInfo = z.object({
  models: ModelView.array(),
  /** GitHub sign-in is available. */
  github: z.boolean(),
  /** The name of the OpenID Connect provider; null without one. */
  oidc: z.string().nullable(),
  /** The server can send e-mail, such as links to set a new password. */
  mail: z.boolean(),
  sandboxWarning: z.string().nullable(),
})
export type AppInfo = z.infer<typeof AppInfo>
