import { z } from 'zod'
import { Id } from '../../ids.ts'
import { GivenRole } from '../../roles.ts'
import { WorkspaceName } from '../texts.ts'

/** Names the workspace as `id`. */
export const WorkspaceById = z.object({ id: Id })

/** Names the workspace that something belongs to. */
export const InWorkspace = z.object({ workspaceId: Id })

export const WorkspaceBySlug = z.object({ slug: z.string().max(200) })

/** Creates or renames a workspace. */
export const NameWorkspaceInput = WorkspaceById.extend({ name: WorkspaceName })

/** `to` is the new owner. */
export const TransferInput = WorkspaceById.extend({ to: Id })

export const MemberInput = InWorkspace.extend({ userId: Id })

export const SetRoleInput = MemberInput.extend({ role: GivenRole })
