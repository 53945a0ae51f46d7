export const workspaceWords = {
  openFailed: 'Couldn’t open this workspace.',
  noAccess: (name: string) => `You no longer have access to ${name}`,
  noAccessText: 'You left, or an admin removed you. To come back, ask for an invite.',
  signIn: 'Sign in to open this workspace',
  signInText: 'Only its members can open it. You’ll return here after signing in.',
  notFound: 'Workspace not found',
  notFoundText: 'The link may be incomplete, or you aren’t a member.',
}

export const sessionListWords = {
  failed: 'Couldn’t load the sessions.',
  moreFailed: 'Couldn’t load more.',
  createFailed: 'Couldn’t create the session.',
  none: 'No sessions yet',
  noneText:
    'Describe an app in a sentence and watch it being built in a live preview. Everyone in the session sees the same.',
  deleteTitle: (name: string) => `Delete “${name}”?`,
  deleteText:
    'It’s deleted for everyone. For 30 days an admin can restore it under “Deleted”; after that its chat, files and versions are gone for good.',
  peopleHere: (names: string) => `In it now: ${names}.`,
  deleteFailed: 'Couldn’t delete the session.',
  renameFailed: 'Couldn’t rename the session.',
}

export const binWords = {
  lead: 'Deleted sessions can be restored for 30 days.',
  failed: 'Couldn’t load the deleted sessions.',
  none: 'No deleted sessions.',
  deletedBy: (name: string | null) => `Deleted by ${name ?? 'a former member'}`,
  goneOn: (day: string) => `gone for good on ${day}`,
  restoreFailed: 'Couldn’t restore the session.',
  removeTitle: (name: string) => `Delete “${name}” for good?`,
  removeText: (messages: number, versions: number) =>
    `Its chat (${messages === 1 ? '1 message' : `${messages} messages`}), its files with ${versions === 1 ? '1 version' : `all ${versions} versions`}, its comments and its picture are gone at once, for everyone. Nobody can bring them back.`,
  removeFailed: 'Couldn’t delete the session.',
}

export const memberWords = {
  failed: 'Couldn’t load the members.',
  notInSession: 'Not in a session now',
  inviteLead:
    'Create a link and send it. Anyone who opens it can join this workspace and all its sessions.',
  roleFailed: 'Couldn’t change the role.',
  resetTitle: (name: string) => `Reset the password of ${name}?`,
  resetText: (name: string) =>
    `Creates a link with which ${name} sets a new password. It works once, for one hour, and signs out all their devices. Anyone who has the link can use it: send it only to them.`,
  resetReady: 'Copy the link and send it. It isn’t shown again.',
  resetFailed: 'Couldn’t create the link.',
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText: (workspace: string) =>
    `They lose access to ${workspace} at once, in every window they have open. Their work stays; their runs stop. Links that they made no longer let anyone in, and older links no longer let them in.`,
  removeFailed: 'Couldn’t remove them.',
}

export const workspaceSettingsWords = {
  nameLead: 'The workspace’s address stays the same.',
  renameFailed: 'Couldn’t rename the workspace.',
  createFailed: 'Couldn’t create the workspace.',
  ownershipLead: 'A workspace has one owner. After a transfer you become an admin, and can leave.',
  noNewOwner: 'Nobody to transfer it to yet. The new owner must be a member with an account.',
  makeOwner: (name: string) => `Make ${name} the owner`,
  transferFailed: 'Couldn’t transfer ownership.',
  leaveLead: 'What you made stays here. To come back you need an invite.',
  leaveFailed: 'Couldn’t leave the workspace.',
}
