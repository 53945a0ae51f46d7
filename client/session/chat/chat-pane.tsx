import { useEffect, useState } from 'react'
import type { QueuedRun, RecordMeta } from '../../../shared/record.ts'
import { useSelected } from '../../live/store.ts'
import { useSession } from '../session-context.tsx'
import { ChatLog } from './chat-log.tsx'
import classes from './chat-pane.module.css'
import { Composer } from './composer.tsx'
import type { ComposerInputProps } from './composer-input.ts'
import { Queue } from './queue.tsx'
import { WorkingLine } from './working-line.tsx'

const none: readonly QueuedRun[] = []
const passingMs = 800

/** A lone message passes through the queue on its way to its run: it is shown as waiting only when it stays. */
const useWaiting = (meta: RecordMeta | null): readonly QueuedRun[] => {
  const [stays, setStays] = useState(false)
  const passing = meta !== null && meta.running === null && meta.queue.length === 1
  useEffect(() => {
    setStays(false)
    if (!passing) return
    const timer = setTimeout(() => setStays(true), passingMs)
    return () => clearTimeout(timer)
  }, [passing])
  if (!meta || (passing && !stays)) return none
  return meta.queue
}

/** What is said and done, what waits, and where the next is written. */
export const ChatPane = ({ focus }: { focus: ComposerInputProps['focus'] }) => {
  const { link } = useSession()
  const waiting = useWaiting(useSelected(link.record, (view) => view.meta))
  return (
    <section className={classes.pane} aria-label="Chat">
      <ChatLog />
      <div>
        <WorkingLine />
        <div className={classes.dock}>
          {waiting.length > 0 && <Queue runs={waiting} />}
          <Composer focus={focus} joined={waiting.length > 0} />
        </div>
      </div>
    </section>
  )
}
