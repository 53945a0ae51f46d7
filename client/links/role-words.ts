import type { GivenRole, LinkRole, Role } from '../../shared/roles.ts'

/** Roles as people call them. */
export const roleNames: Record<Role, string> = {
  owner: 'Owner',
  admin: 'Admin',
  editor: 'Editor',
  suggester: 'Suggester',
  viewer: 'Viewer',
}

/** What each role may, for who gives it or gets it. */
export const roleLeads: Record<GivenRole, string> = {
  admin: 'Admins build, delete sessions and decide who is in.',
  editor: 'Editors send messages, stop runs and share sessions.',
  suggester: 'Suggesters comment and write in the draft; editors send it.',
  viewer: 'Viewers watch, and change nothing.',
}

/** What a share link gives, as its choices are called. */
export const linkRights: Record<LinkRole, string> = {
  viewer: 'Can view',
  suggester: 'Can suggest',
  editor: 'Can edit',
}

/** The choices, the smallest right first: a slip then gives too little. */
export const givenRoleChoices = (['viewer', 'suggester', 'editor', 'admin'] as const).map(
  (value) => ({ value, label: roleNames[value] }),
)
export const linkRightChoices = (['viewer', 'suggester', 'editor'] as const).map((value) => ({
  value,
  label: linkRights[value],
}))
