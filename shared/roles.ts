import { z } from 'zod'

/** From the one that may most to the one that may least. */
export const Role = z.enum(['owner', 'admin', 'editor', 'suggester', 'viewer'])
export type Role = z.infer<typeof Role>

/** What an invite gives, and what a member's role can be changed to: ownership is only ever transferred. */
export const GivenRole = Role.exclude(['owner'])
export type GivenRole = z.infer<typeof GivenRole>

/** What a share link gives on its one session. */
export const LinkRole = Role.exclude(['owner', 'admin'])
export type LinkRole = z.infer<typeof LinkRole>

/** Everything that a role can allow. A procedure, a doc or an upgrade names one of these. */
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

/** The one policy: whether a role may do an action. */
export function can(role: Role, action: Action): boolean {
  return allowed[role].has(action)
}

/**
 * What a link's role never allows: a visitor has one session and not its workspace, and could let themselves in again after
 * the link was revoked, if they might make links.
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

/** What somebody is in a session: by membership in its workspace, by share links, or by both. */
export const Standing = z.object({ member: Role.nullable(), link: LinkRole.nullable() })
export type Standing = z.infer<typeof Standing>

/** Whether somebody's standing allows an action: what either of its roles allows. */
export function may({ member, link }: Standing, action: Action): boolean {
  return (
    (member !== null && can(member, action)) ||
    (link !== null && !membersOnly.has(action) && can(link, action))
  )
}

function rank(role: Role) {
  return Role.options.indexOf(role)
}

/** The one of two roles that may more. */
export function higherRole<R extends Role>(a: R, b: R): R {
  return rank(a) <= rank(b) ? a : b
}

/** The role by which others know somebody in a session; null for who has none. */
export function roleOf({ member, link }: Standing): Role | null {
  return member !== null && link !== null ? higherRole<Role>(member, link) : (member ?? link)
}

/** Whether somebody of the role `by` may change, or end, the membership of somebody who is `of`. */
export function mayManage(by: Role, of: Role): boolean {
  return can(by, 'workspace.members') && of !== 'owner'
}

/** What each kind of doc asks for: to join it, and to change it (null: nobody's, but the server's). */
export const docRules = {
  record: { join: 'record.read', write: null },
  draft: { join: 'draft.write', write: 'draft.write' },
} as const satisfies Record<string, { join: Action; write: Action | null }>
export type DocKind = keyof typeof docRules
