import type { GivenRole, LinkRole, Role } from '../../shared/roles.ts'

export const roleNames: Record<Role, string> = {
  owner: 'Owner',
  admin: 'Admin',
  editor: 'Editor',
  suggester: 'Suggester',
  viewer: 'Viewer',
}

export const roleLeads: Record<GivenRole, string> = {
  admin: 'Admins can build, delete sessions and manage members.',
  editor: 'Editors can send messages, stop runs and share sessions.',
  suggester: 'Suggesters can comment and write in the draft; editors send it.',
  viewer: 'Viewers can watch, but not change anything.',
}

export const linkRights: Record<LinkRole, string> = {
  viewer: 'Can view',
  suggester: 'Can suggest',
  editor: 'Can edit',
}

/** The weakest role first: a wrong click gives too little. */
export const givenRoleChoices = (['viewer', 'suggester', 'editor', 'admin'] as const).map(
  (value) => ({ value, label: roleNames[value] }),
)
export const linkRightChoices = (['viewer', 'suggester', 'editor'] as const).map((value) => ({
  value,
  label: linkRights[value],
}))
