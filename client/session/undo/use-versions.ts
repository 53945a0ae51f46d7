import { useMemo } from 'react'
import type { Id } from '../../../shared/ids.ts'
import type { MessageVersion, RecordMessage } from '../../../shared/protocol/record-message.ts'
import { useSelected, useStore } from '../../live/store.ts'
import { useSession } from '../session-context.tsx'

export interface KnownVersion {
  version: MessageVersion
  /** The message that asked for it; null if it isn't loaded. */
  request: Extract<RecordMessage, { from: 'person' }> | null
  answer: Extract<RecordMessage, { from: 'agent' }>
}

export function versionsIn(items: readonly RecordMessage[]): KnownVersion[] {
  const requests = new Map(
    items.flatMap((message) => (message.from === 'person' ? [[message.id, message] as const] : [])),
  )
  return items.flatMap((message) =>
    message.from === 'agent' && message.version
      ? [
          {
            version: message.version,
            request: requests.get(message.answers) ?? null,
            answer: message,
          },
        ]
      : [],
  )
}

/** The versions of the loaded messages, oldest first. */
export function useKnownVersions(): KnownVersion[] {
  const { link } = useSession()
  const { items } = useStore(link.messages.state)
  return useMemo(() => versionsIn(items), [items])
}

/** Those of these versions whose message is loaded. */
export function useVersionsOf(ids: readonly Id[]): KnownVersion[] {
  const known = useKnownVersions()
  return useMemo(() => known.filter(({ version }) => ids.includes(version.id)), [known, ids])
}

/** Another value whenever files may have changed, or who waits. */
export function useQueueMark(): string {
  const { link } = useSession()
  return useSelected(link.record, ({ meta }) =>
    [meta?.running?.runId, ...(meta?.queue ?? []).map(({ runId }) => runId)].join(),
  )
}
