/** Limits that both sides know. Sizes in characters unless the name says bytes; times in milliseconds. */
export const limits = {
  promptLength: 32_000,
  reasonLength: 500,
  nameLength: 80,
  emailLength: 254,
  passwordMin: 8,
  passwordMax: 200,
  /** How many people one invite can be made for. */
  inviteUses: 1_000,
  /** Invites of a workspace, or share links of a session, that can be open at once. */
  openLinks: 100,
  /** A tool's result is cut to this in its event; Postgres keeps it whole. */
  eventResultLength: 500,
  /** The newest messages and activity entries that the record doc carries; older ones are paged. */
  recordMessages: 40,
  recordActivity: 80,
  pageSize: 60,
  /** A Yjs frame that is larger is refused. */
  docFrameBytes: 1_000_000,
  /** What follows the first change of a doc within this goes to its readers together: about a frame of their screens. */
  docFrameMs: 16,
  /** The same where changes come so fast that several would wait for each frame. */
  docBusyFrameMs: 33,
  /** The draft that a session's people share; a prompt fits into it. */
  draftLength: 32_000,
  /** The same with all that Yjs keeps of what was deleted; thousands of prompts stay below. */
  draftStateBytes: 2_000_000,
  /** Pins of a session that are open; those that are resolved of which the record carries the newest. */
  openPins: 100,
  recordResolvedPins: 50,
  pinComments: 100,
  pinCommentLength: 2_000,
  /** A session's picture, on its card: the longer side in pixels. */
  pictureSide: 1_280,
  pictureBytes: 200_000,
  filePathLength: 300,
  fileBytes: 2_000_000,
  /** Tokens of a burst are gathered for at most this long; the first of a burst leaves at once. */
  tokenGatherMs: 40,
} as const
