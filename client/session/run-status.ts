import type { RecordMessage } from '../../shared/protocol/record-message.ts'
import type { RecordMeta } from '../../shared/protocol/record-meta.ts'

export type RunStatusWord = 'Idle' | 'Queued' | 'Running' | 'Stopping' | 'Failed'

/** Order: running run, queue, how the last run ended. */
export function runStatusWord(
  meta: RecordMeta | null,
  messages: readonly RecordMessage[],
): RunStatusWord {
  if (meta?.running) return meta.running.stopping ? 'Stopping' : 'Running'
  if (meta && meta.queue.length > 0) return 'Queued'
  const last = messages.findLast((message) => message.from === 'agent')
  const failed = last?.from === 'agent' && (last.status === 'failed' || last.status === 'timed_out')
  return failed ? 'Failed' : 'Idle'
}
