import type { RecordMessage } from '../../shared/protocol/record-message.ts'

/**
 * A question stands right before its answer, however long it was queued. Queued messages (`queued`, by id) stand last; all
 * others keep the record's order.
 */
export function inChatOrder(
  messages: readonly RecordMessage[],
  queued: ReadonlySet<string>,
): readonly RecordMessage[] {
  const answered = new Map<string, number>()
  for (const message of messages)
    if (message.from === 'agent') answered.set(message.answers, message.order)
  const place = ({ id, order }: RecordMessage): number =>
    answered.get(id) ?? (queued.has(id) ? Number.POSITIVE_INFINITY : order)
  return messages
    .map((message) => ({ message, at: place(message) }))
    .sort((a, b) => (a.at === b.at ? a.message.order - b.message.order : a.at - b.at))
    .map(({ message }) => message)
}

/** Agent messages that have a later retry. */
export function triedAgain(
  messages: readonly RecordMessage[],
  queued: ReadonlySet<string>,
): ReadonlySet<string> {
  const newest = new Map<string, RecordMessage>()
  const answers = messages.filter((message) => message.from === 'agent')
  for (const message of answers) {
    const known = newest.get(message.answers)
    if (!known || known.order < message.order) newest.set(message.answers, message)
  }
  const again = answers.filter(
    (message) => queued.has(message.answers) || newest.get(message.answers) !== message,
  )
  return new Set(again.map(({ id }) => id))
}
