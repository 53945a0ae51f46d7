import type { Id } from '../ids.ts'

/**
 * `meta` has the key `value` (RecordMeta); the others map ids to RecordMessage, RecordActivity and RecordPin. Values are
 * plain JSON, replaced whole. Only the server writes.
 */
export const recordMaps = {
  meta: 'meta',
  messages: 'messages',
  activity: 'activity',
  pins: 'pins',
} as const

/** Doc names in the path `/yjs/<name>`. A filled record names its epoch; an empty doc takes the node's epoch. */
export const docName = {
  record: (sessionId: Id, epoch?: string) =>
    epoch === undefined ? `record/${sessionId}` : `record/${sessionId}/${epoch}`,
  draft: (sessionId: Id) => `draft/${sessionId}`,
}

/** The draft doc's Y.Text. */
export const draftText = 'prompt'
