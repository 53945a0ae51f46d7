import type { RecordView } from './record-view.ts'

function idsOf({ messages, meta }: RecordView): Set<string> {
  const ids = messages.flatMap((message) => (message.from === 'person' ? [message.id] : []))
  for (const { messageId } of meta?.queue ?? []) ids.push(messageId)
  for (const { messageId } of meta?.forks ?? []) ids.push(messageId)
  for (const { id } of meta?.suggestions ?? []) ids.push(id)
  return new Set(ids)
}

/** Returns a function that calls `onSent` when a view has a message or a suggestion of a person that the one before had not. */
export function followSentPrompts(onSent: () => void): (view: RecordView) => void {
  let known: Set<string> | null = null
  return (view) => {
    if (!view.meta) return
    const ids = idsOf(view)
    const before = known
    known = ids
    if (before && [...ids].some((id) => !before.has(id))) onSent()
  }
}
