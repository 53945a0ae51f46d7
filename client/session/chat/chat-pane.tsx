import { useEffect, useMemo, useState } from 'react'
import type { ForkedMessage } from '../../../shared/protocol/queued-run.ts'
import type { Suggestion } from '../../../shared/protocol/suggestion.ts'
import type { QueuedRun } from '../../../shared/protocol/queued-run.ts'
import type { RecordMeta } from '../../../shared/protocol/record-meta.ts'
import { useSelected } from '../../live/store.ts'
import { CatchUpBar } from '../catch-up/catch-up-bar.tsx'
import { RecordPart, StorePart } from '../record-part.tsx'
import { useSession } from '../session-context.tsx'
import { ChatLog } from './chat-log.tsx'
import classes from './chat-pane.module.css'
import { Composer } from './composer.tsx'
import type { ComposerInputProps } from './composer-input.ts'
import { Queue } from './queue.tsx'
import { Suggestions } from './suggestions.tsx'
import { WorkingLine } from './working-line.tsx'

const none: readonly QueuedRun[] = []
const passingMs = 800

const noForks: readonly ForkedMessage[] = []
const noSuggestions: readonly Suggestion[] = []

/** Everyone sees open suggestions; only its authors see a declined one. */
function useSuggestions(meta: RecordMeta | null): readonly Suggestion[] {
  const { me } = useSession()
  return useMemo(
    () =>
      (meta?.suggestions ?? noSuggestions).filter(
        ({ declined, authors }) => !declined || authors.some((author) => author.id === me.id),
      ),
    [meta, me.id],
  )
}

/** A single message leaves the queue at once, so it is shown only if it stays. */
function useWaiting(meta: RecordMeta | null): readonly QueuedRun[] {
  const [stays, setStays] = useState(false)
  const passing =
    meta !== null && meta.running === null && meta.queue.length === 1 && meta.queuePausedBy === null
  useEffect(() => {
    setStays(false)
    if (!passing) return
    const timer = setTimeout(() => setStays(true), passingMs)
    return () => clearTimeout(timer)
  }, [passing])
  if (!meta || (passing && !stays)) return none
  return meta.queue
}

export function ChatPane({ focus }: { focus: ComposerInputProps['focus'] }) {
  const { link } = useSession()
  const meta = useSelected(link.record, (view) => view.meta)
  const waiting = useWaiting(meta)
  const suggestions = useSuggestions(meta)
  const pausedBy = meta?.queuePausedBy ?? null
  const forks = meta?.forks ?? noForks
  const queue = waiting.length > 0 || pausedBy !== null || forks.length > 0
  return (
    <section className={classes.pane} aria-label="Chat">
      <div className={classes.log}>
        <StorePart store={link.visits.since} name="catchUp" small>
          <CatchUpBar />
        </StorePart>
        <RecordPart name="chat">
          <ChatLog />
        </RecordPart>
      </div>
      <div>
        <RecordPart name="working">
          <WorkingLine />
        </RecordPart>
        <div className={classes.dock}>
          {suggestions.length > 0 && (
            <RecordPart name="suggestions">
              <Suggestions suggestions={suggestions} />
            </RecordPart>
          )}
          {queue && (
            <RecordPart name="queue">
              <Queue runs={waiting} pausedBy={pausedBy} forks={forks} />
            </RecordPart>
          )}
          <RecordPart name="composer">
            <Composer focus={focus} joined={queue || suggestions.length > 0} />
          </RecordPart>
        </div>
      </div>
    </section>
  )
}
