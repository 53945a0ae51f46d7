import type { Id } from '../ids.ts'

/**
 * The record doc's shape: `meta` is a Y.Map with the key `value` (RecordMeta); `messages`, `activity` and `pins` are Y.Maps from
 * id to RecordMessage, RecordActivity and RecordPin: plain JSON values, replaced whole. Only the server writes it.
 */
export const recordMaps = {
  meta: 'meta',
  messages: 'messages',
  activity: 'activity',
  pins: 'pins',
} as const

/**
 * Names of a session's docs on the wire: the path is `/yjs/<name>`. A tab that holds a part of a record names its epoch; a tab
 * with an empty doc takes whichever epoch the node has.
 */
export const docName = {
  record: (sessionId: Id, epoch?: string) =>
    epoch === undefined ? `record/${sessionId}` : `record/${sessionId}/${epoch}`,
  draft: (sessionId: Id) => `draft/${sessionId}`,
}

/** The draft doc: one Y.Text, written by everybody who may propose. */
export const draftText = 'prompt'
