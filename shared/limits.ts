/** Sizes in characters unless the name says bytes; times in milliseconds. */
export const limits = {
  promptLength: 32_000,
  reasonLength: 500,
  nameLength: 80,
  emailLength: 254,
  passwordMin: 8,
  passwordMax: 200,
  resetLinkMs: 60 * 60_000,
  /** E-mails with a reset link, for one account in an hour. */
  resetMails: 3,
  oauthParameter: 1_000,
  oauthQuery: 4_000,
  inviteUses: 1_000,
  /** Per workspace (invites) or session (share links). */
  openLinks: 100,
  /** In the event; the row keeps the whole result. */
  eventResultLength: 500,
  /** As stored and given to the model. */
  toolResultLength: 220_000,
  /** Newest entries in the record doc; older ones are paged. */
  recordMessages: 40,
  recordActivity: 80,
  pageSize: 60,
  /** Sessions and deleted sessions in one answer; the workspace's page asks for `pageSize` at a time. */
  sessionsPage: 200,
  docFrameBytes: 1_000_000,
  /** Calls that one HTTP request may carry. */
  batchCalls: 32,
  /** That wait for a socket's peer to read, before one more message. Above it the socket is cut, to come back by its cursor. */
  unsentBytes: 2_000_000,
  /** Doc changes are batched for this long: about one screen frame. */
  docFrameMs: 16,
  /** While changes come faster than frames. */
  docBusyFrameMs: 33,
  draftLength: 32_000,
  /** Includes what Yjs keeps of deleted text. */
  draftStateBytes: 2_000_000,
  /** Pieces of text and tombstones: Yjs may compare each with each. */
  draftItems: 60_000,
  /** Changes that wait for others. Clients send complete ones. */
  draftPendingBytes: 8_000,
  /** Of a session's versions at once; the longest unused ends for another. */
  looks: 3,
  /** A look without use for this long ends. */
  lookMs: 10 * 60_000,
  /** Messages and versions of a story. */
  storyMoments: 60,
  openPins: 100,
  recordResolvedPins: 50,
  pinComments: 100,
  pinCommentLength: 2_000,
  /** Longer side in pixels. */
  pictureSide: 1_280,
  pictureBytes: 200_000,
  /** Pictures of one version. */
  proofPictures: 6,
  /** The newest versions of a session that keep theirs. */
  proofVersions: 50,
  /** That the agent takes on a page at once. */
  useActions: 12,
  useName: 200,
  useText: 2_000,
  filePathLength: 300,
  fileBytes: 5_000_000,
  /** A file of which more is compared only when asked. */
  shownFileBytes: 200_000,
  /** A longer file counts as its last change's, as a whole. */
  blamedLines: 20_000,
  /** Versions of an earlier release that are gone through to find where a file's lines come from. */
  blameSteps: 200,
  /** Files that the working tree may hold. */
  treeFiles: 5_000,
  /** All files of an app that is downloaded. */
  zipBytes: 1_000_000_000,
  /** Taken out or moved together. */
  versionsTogether: 50,
  /** Conflicts that a person decides at once. */
  resolutions: 200,
  /** Longest batching of tokens; a burst's first is sent at once. */
  tokenGatherMs: 40,
  /** How long a deleted session can be restored. */
  binMs: 30 * 86_400_000,
  /** A guest without use for this long is removed. */
  guestMs: 60 * 86_400_000,
  /** Expired and revoked links are listed as such for this long. */
  deadLinkMs: 60 * 86_400_000,
  /** A file's content that nothing names any more is kept this long after it was stored, for those who are reading it. */
  looseBlobMs: 60 * 60_000,
} as const
