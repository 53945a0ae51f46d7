import type { GivenRole, LinkRole } from '../../shared/roles.ts'

export const joinWords = {
  linkFailed: 'Couldn’t check the link.',
  askForNew: 'Ask the person who sent it for a new one.',
  refused: 'This link doesn’t let you in',
  asGuest: 'Join as a guest',
  nameHint: 'Shown to the others. Without one you get a name like “Guest Otter”.',
}

const asRole: Record<GivenRole, string> = {
  admin: 'an admin',
  editor: 'an editor',
  suggester: 'a suggester',
  viewer: 'a viewer',
}

export const inviteWords = {
  checking: 'Checking the invite…',
  invalid: 'This invite isn’t valid',
  invalidText: 'The link may be incomplete, or a new link has replaced it.',
  expired: 'This invite has expired',
  usedUp: 'This invite has reached its limit',
  revoked: 'This invite has been revoked',
  alreadyMember: 'You’re already in this workspace.',
  lead: (by: string, role: GivenRole) => `${by} invited you to join as ${asRole[role]}.`,
  failed: 'Couldn’t join the workspace.',
}

const rights: Record<LinkRole, string> = {
  viewer: 'You can watch it being built.',
  suggester: 'You can watch, comment and write in the draft.',
  editor: 'You can build with them.',
}

export const sharedLinkWords = {
  checking: 'Checking the link…',
  invalid: 'This link isn’t valid',
  invalidText: 'It may be incomplete, or it has been revoked.',
  lead: (by: string, role: LinkRole) => `${by} shared this session with you. ${rights[role]}`,
  openAsGuest: 'Open as a guest',
}
