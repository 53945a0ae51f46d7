import { UnstyledButton } from '@mantine/core'
import { IconArrowDown } from '@tabler/icons-react'
import { useMemo, useRef } from 'react'
import type { RecordMessage } from '../../../shared/protocol/record-message.ts'
import { inChatOrder, triedAgain } from '../../live/chat-order.ts'
import { useSelected, useStore } from '../../live/store.ts'
import { Part } from '../../ui/part.tsx'
import { useSharedScroll } from '../people/use-shared-scroll.ts'
import { useSession } from '../session-context.tsx'
import { AgentMessage } from './agent-message.tsx'
import { ChatEmpty } from './chat-empty.tsx'
import classes from './chat-log.module.css'
import { ChatSkeleton } from './chat-skeleton.tsx'
import { Older } from './older.tsx'
import { type FromPerson, PersonMessage } from './person-message.tsx'
import { useKeepPlace } from './use-keep-place.ts'
import { useStickToEnd } from './use-stick-to-end.ts'

const noQueue: readonly { messageId: string }[] = []

const none: readonly FromPerson[] = []

function byRun(items: readonly RecordMessage[]): ReadonlyMap<string, FromPerson[]> {
  const runs = new Map<string, FromPerson[]>()
  for (const message of items) {
    if (message.from !== 'person' || message.went?.to !== 'run') continue
    runs.set(message.went.runId, [...(runs.get(message.went.runId) ?? []), message])
  }
  return runs
}

/** True if the message is shown within its run or another message. */
function isElsewhere({ went }: FromPerson, items: readonly RecordMessage[]): boolean {
  return (
    went?.to === 'message' ||
    (went?.to === 'run' &&
      items.some((message) => message.from === 'agent' && message.runId === went.runId))
  )
}

export function ChatLog() {
  const { link, me } = useSession()
  const { items } = useStore(link.messages.state)
  const { sending } = useStore(link.outbox.state)
  const ready = useSelected(link.record, (view) => view.meta !== null)
  const queue = useSelected(link.record, (view) => view.meta?.queue ?? noQueue)
  const queued = useMemo(() => new Set(queue.map((run) => run.messageId)), [queue])
  const known = useMemo(() => new Set(items.map((message) => message.id)), [items])
  const shown = useMemo(() => inChatOrder(items, queued), [items, queued])
  const tried = useMemo(() => triedAgain(items, queued), [items, queued])
  const box = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const { away, toEnd } = useStickToEnd(box, content)
  useKeepPlace(box, shown[0]?.id)
  useSharedScroll('chat', box)
  const pending = sending.filter((message) => message.shown && !known.has(message.id))
  const duringRuns = useMemo(() => byRun(items), [items])

  return (
    <div className={classes.frame}>
      {/* Focusable, so that the keyboard can scroll it. */}
      <div
        className={classes.box}
        ref={box}
        data-scrolls
        tabIndex={0}
        role="log"
        aria-label="Messages"
      >
        <div className={classes.content} ref={content}>
          {!ready && pending.length === 0 && <ChatSkeleton />}
          {ready && items.length === 0 && pending.length === 0 && <ChatEmpty />}
          <Older list={link.messages} what="messages" />
          {shown.map((message) =>
            message.from === 'agent' ? (
              <Part key={message.id} name="message" content={[message]}>
                <AgentMessage
                  message={message}
                  isRetried={tried.has(message.id)}
                  sentDuringRun={duringRuns.get(message.runId) ?? none}
                />
              </Part>
            ) : isElsewhere(message, items) ? null : (
              <Part key={message.id} name="message" content={[message]}>
                <PersonMessage
                  message={message}
                  waits={queued.has(message.id) ? 'queued' : undefined}
                />
              </Part>
            ),
          )}
          {pending.map(({ id, text, at }) => (
            <Part key={id} name="message" content={[text]}>
              <PersonMessage message={{ authors: [me], text, at }} waits="sending" />
            </Part>
          ))}
        </div>
      </div>
      {away && (
        <UnstyledButton className={classes.latest} onClick={toEnd}>
          <IconArrowDown size={14} stroke={2} aria-hidden />
          Jump to latest
        </UnstyledButton>
      )}
    </div>
  )
}
