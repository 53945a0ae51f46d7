/** What somebody may hold of a workspace, a session or the server. */
export const rights = {
  ownShareLink: 'a share link whose address they made',
  othersShareLink: 'another open share link',
  ownInvite: 'an invite whose address they made',
  othersInvite: 'an open invite of somebody else, used once or not',
  grant: 'the grant by a share link',
  authSession: 'the auth session',
  socket: 'open sockets and subscriptions',
  previewHost: 'the addresses of the preview and of looks',
  runningRun: 'their running run',
  waitingRun: 'their waiting run',
} as const
export type Right = keyof typeof rights

/**
 * - `ends`: it gives them nothing any more.
 * - `lowers`: it gives them no more than the role that they have now.
 * - `stays`: it is as it was.
 * - null: they can't have it.
 */
export type Verdict = 'ends' | 'lowers' | 'stays' | null

const out = {
  ownShareLink: 'ends',
  othersShareLink: 'ends',
  ownInvite: 'ends',
  othersInvite: 'ends',
  grant: 'ends',
  authSession: 'stays',
  socket: 'ends',
  previewHost: 'ends',
  runningRun: 'ends',
  waitingRun: 'ends',
} as const satisfies Record<Right, Verdict>

const unchanged = {
  ownShareLink: 'stays',
  othersShareLink: 'stays',
  ownInvite: 'stays',
  othersInvite: 'stays',
  grant: 'stays',
  authSession: 'stays',
  socket: 'stays',
  previewHost: 'stays',
  runningRun: 'stays',
  waitingRun: 'stays',
} as const satisfies Record<Right, Verdict>

const byLink = { ...out, ownShareLink: null, ownInvite: null, othersInvite: 'stays' } as const

/** Rule 35.1: what each ending ends. docs/rights.md is made from it; endings.test.ts tries each cell. */
export const endings = {
  removed: { what: 'a member is removed', ends: out },
  left: { what: 'a member leaves', ends: out },
  demotedToViewer: {
    what: 'a member gets a role that may neither share nor send',
    ends: {
      ...out,
      othersShareLink: 'lowers',
      othersInvite: 'lowers',
      socket: 'lowers',
      previewHost: 'stays',
    },
  },
  demotedToEditor: {
    what: 'an admin becomes an editor',
    ends: { ...unchanged, ownInvite: 'ends', othersInvite: 'lowers', grant: 'ends' },
  },
  linkRevoked: {
    what: 'the share link that a visitor came by is revoked',
    ends: { ...byLink, othersShareLink: 'stays' },
  },
  linkReset: {
    what: 'the share link that a visitor came by gets a new address',
    ends: { ...unchanged, ownShareLink: null, ownInvite: null },
  },
  inviteRevoked: {
    what: 'the invite that a member joined by is revoked',
    ends: { ...unchanged, othersInvite: 'ends' },
  },
  inviteReset: {
    what: 'the invite that a member joined by gets a new address',
    ends: { ...unchanged, othersInvite: 'ends' },
  },
  transferred: {
    what: 'an owner transfers the workspace and is an admin now',
    ends: { ...unchanged, grant: null },
  },
  sessionDeleted: {
    what: 'the session is deleted',
    ends: { ...out, ownInvite: 'stays', othersInvite: 'stays' },
  },
  signedOut: {
    what: 'somebody signs out in one browser',
    ends: { ...unchanged, authSession: 'ends', socket: 'ends' },
  },
  deviceSignedOut: {
    what: 'somebody signs out another device of theirs',
    ends: { ...unchanged, authSession: 'ends', socket: 'ends', previewHost: 'ends' },
  },
  signInsEnded: {
    what: 'all auth sessions of an account are ended, as by a new password',
    ends: { ...unchanged, authSession: 'ends', socket: 'ends', previewHost: 'ends' },
  },
  guestSignedIn: {
    what: 'a guest signs in to their account, which gets what the guest had',
    ends: { ...unchanged, authSession: 'ends', socket: 'ends' },
  },
} as const satisfies Record<string, { what: string; ends: Record<Right, Verdict> }>
export type Ending = keyof typeof endings
