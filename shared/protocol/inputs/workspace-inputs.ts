import { z } from 'zod'
import { Id } from '../../ids.ts'
import { GivenRole } from '../../roles.ts'
import { WorkspaceName } from '../texts.ts'

export const WorkspaceById = z.object({ id: Id })

export const InWorkspace = z.object({ workspaceId: Id })

export const WorkspaceBySlug = z.object({ slug: z.string().max(200) })

export const NameWorkspaceInput = WorkspaceById.extend({ name: WorkspaceName })

/** `to` is the new owner. */
export const TransferInput = WorkspaceById.extend({ to: Id })

export const MemberInput = InWorkspace.extend({ userId: Id })

export const SetRoleInput = MemberInput.extend({ role: GivenRole })
