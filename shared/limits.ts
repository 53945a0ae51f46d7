/** Sizes in characters unless the name says bytes; times in milliseconds. */
export const limits = {
  promptLength: 32_000,
  reasonLength: 500,
  nameLength: 80,
  emailLength: 254,
  passwordMin: 8,
  passwordMax: 200,
  inviteUses: 1_000,
  /** Open invites of a workspace, and open share links of a session. */
  openLinks: 100,
  /** A tool's result in its event; the row keeps it whole. */
  eventResultLength: 500,
  /** The newest messages and entries of activity in the record doc; older ones are paged. */
  recordMessages: 40,
  recordActivity: 80,
  pageSize: 60,
  docFrameBytes: 1_000_000,
  /** Changes of a doc within this time are sent together: about one frame of a screen. */
  docFrameMs: 16,
  /** The same while changes come faster than frames. */
  docBusyFrameMs: 33,
  draftLength: 32_000,
  /** The draft with what Yjs keeps of deleted text; thousands of prompts stay below. */
  draftStateBytes: 2_000_000,
  openPins: 100,
  /** The newest resolved pins in the record doc. */
  recordResolvedPins: 50,
  pinComments: 100,
  pinCommentLength: 2_000,
  /** The longer side of a session's picture, in pixels. */
  pictureSide: 1_280,
  pictureBytes: 200_000,
  filePathLength: 300,
  fileBytes: 2_000_000,
  /** The longest time for which tokens of a burst are batched; the first is sent at once. */
  tokenGatherMs: 40,
} as const
