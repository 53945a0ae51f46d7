import { z } from 'zod'
import { Id } from '../ids.ts'
import { Role } from '../roles.ts'

export const WorkspaceView = z.object({ id: Id, slug: z.string(), name: z.string(), role: Role })
export type WorkspaceView = z.infer<typeof WorkspaceView>

export const MemberView = z.object({
  id: Id,
  name: z.string(),
  color: z.string(),
  guest: z.boolean(),
  role: Role,
  joinedAt: z.string(),
})
export type MemberView = z.infer<typeof MemberView>
