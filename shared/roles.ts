import { z } from 'zod'

export const Role = z.enum(['owner', 'admin', 'editor', 'suggester', 'viewer'])
export type Role = z.infer<typeof Role>

/** Everything that a role can allow. A procedure, a doc or an upgrade names one of these. */
export const actions = [
  'workspace.view',
  'workspace.rename',
  'workspace.members',
  'session.create',
  'session.view',
  'session.rename',
  'session.delete',
  'session.model',
  'message.send',
  'run.stop',
  'queue.change',
  'draft.write',
  'record.read',
  'files.write',
  'version.restore',
  'pin.write',
  'pin.moderate',
  'session.picture',
] as const
export type Action = (typeof actions)[number]

const viewer: readonly Action[] = ['workspace.view', 'session.view', 'record.read']
const suggester: readonly Action[] = [...viewer, 'draft.write', 'pin.write']
const editor: readonly Action[] = [
  ...suggester,
  'session.create',
  'session.rename',
  'session.model',
  'message.send',
  'run.stop',
  'queue.change',
  'files.write',
  'version.restore',
  'session.picture',
]
const admin: readonly Action[] = [
  ...editor,
  'session.delete',
  'workspace.rename',
  'workspace.members',
  'pin.moderate',
]

const allowed: Record<Role, ReadonlySet<Action>> = {
  viewer: new Set(viewer),
  suggester: new Set(suggester),
  editor: new Set(editor),
  admin: new Set(admin),
  owner: new Set(admin),
}

/** The one policy: whether a role may do an action. */
export const can = (role: Role, action: Action): boolean => allowed[role].has(action)
