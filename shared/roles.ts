import { z } from 'zod'

/** The most powerful first. */
export const Role = z.enum(['owner', 'admin', 'editor', 'suggester', 'viewer'])
export type Role = z.infer<typeof Role>

/** Ownership is only transferred. */
export const GivenRole = Role.exclude(['owner'])
export type GivenRole = z.infer<typeof GivenRole>

export const LinkRole = Role.exclude(['owner', 'admin'])
export type LinkRole = z.infer<typeof LinkRole>

/** Each procedure and each doc names one. */
export const actions = [
  'workspace.view',
  'workspace.rename',
  'workspace.members',
  'workspace.transfer',
  'session.create',
  'session.view',
  'session.rename',
  'session.delete',
  'session.model',
  'session.share',
  'message.send',
  'run.stop',
  'queue.change',
  'queue.others',
  'draft.write',
  'suggestion.add',
  'suggestion.decide',
  'record.read',
  'pin.write',
  'pin.moderate',
  'session.picture',
  'version.mark',
] as const
export type Action = (typeof actions)[number]

const viewer: readonly Action[] = ['workspace.view', 'session.view', 'record.read']
const suggester: readonly Action[] = [...viewer, 'draft.write', 'suggestion.add', 'pin.write']
const editor: readonly Action[] = [
  ...suggester,
  'session.create',
  'session.rename',
  'session.model',
  'session.share',
  'message.send',
  'run.stop',
  'queue.change',
  'suggestion.decide',
  'session.picture',
  'version.mark',
]
const admin: readonly Action[] = [
  ...editor,
  'session.delete',
  'queue.others',
  'workspace.rename',
  'workspace.members',
  'pin.moderate',
]
const owner: readonly Action[] = [...admin, 'workspace.transfer']

const allowed: Record<Role, ReadonlySet<Action>> = {
  viewer: new Set(viewer),
  suggester: new Set(suggester),
  editor: new Set(editor),
  admin: new Set(admin),
  owner: new Set(owner),
}

export function can(role: Role, action: Action): boolean {
  return allowed[role].has(action)
}

/**
 * A link's role never allows these: a visitor has access to one session only. A visitor who could create links could come
 * back after their own was revoked.
 */
const membersOnly: ReadonlySet<Action> = new Set<Action>([
  'workspace.view',
  'workspace.rename',
  'workspace.members',
  'workspace.transfer',
  'session.create',
  'session.delete',
  'session.share',
])

/** By workspace membership, and by share links. */
export const Standing = z.object({ member: Role.nullable(), link: LinkRole.nullable() })
export type Standing = z.infer<typeof Standing>

export function may({ member, link }: Standing, action: Action): boolean {
  return (
    (member !== null && can(member, action)) ||
    (link !== null && !membersOnly.has(action) && can(link, action))
  )
}

function rank(role: Role) {
  return Role.options.indexOf(role)
}

export function higherRole<R extends Role>(a: R, b: R): R {
  return rank(a) <= rank(b) ? a : b
}

/** The role that others see; null for none. */
export function roleOf({ member, link }: Standing): Role | null {
  return member !== null && link !== null ? higherRole<Role>(member, link) : (member ?? link)
}

/** The role `by` may change or end a membership with the role `of`. */
export function mayManage(by: Role, of: Role): boolean {
  return can(by, 'workspace.members') && of !== 'owner'
}

/** Actions needed to join and change a doc. `write: null`: only the server writes. */
export const docRules = {
  record: { join: 'record.read', write: null },
  draft: { join: 'draft.write', write: 'draft.write' },
} as const satisfies Record<string, { join: Action; write: Action | null }>
export type DocKind = keyof typeof docRules
