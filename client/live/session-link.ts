import type { Awareness } from 'y-protocols/awareness'
import { closeCodes } from '../../shared/errors.ts'
import type { Id } from '../../shared/ids.ts'
import type { Person, RecordActivity, RecordMessage } from '../../shared/record.ts'
import { isTold } from './chat-merge.ts'
import { type Clock, systemClock } from './clock.ts'
import type { LinkState } from './doc-link.ts'
import { DraftLink } from './draft-link.ts'
import { EventFeed, type SubscribeEvents } from './event-feed.ts'
import { frameBatch } from './frame-batch.ts'
import { type LiveMessage, LiveStory } from './live-story.ts'
import { Outbox } from './outbox.ts'
import { type FetchPage, type PagedList, pagedList } from './paged-list.ts'
import { type Present, peopleOf } from './people.ts'
import { RecordLink } from './record-link.ts'
import { emptyView, type RecordView } from './record-view.ts'
import { createStore, type Store } from './store.ts'

/** Whether what is on the screen follows the session. `retryAt` in milliseconds since the epoch, null while it tries. */
export type Connection =
  | { is: 'connecting' }
  | { is: 'online' }
  | { is: 'reconnecting'; retryAt: number | null }
  | { is: 'refused'; why: Refusal }

export type Refusal = 'signed_out' | 'no_access' | 'gone'

/** The calls that a session's link makes. */
export interface SessionCalls {
  subscribe: SubscribeEvents
  send: (message: { id: Id; sessionId: Id; text: string }) => Promise<unknown>
  messagesPage: FetchPage<RecordMessage>
  activityPage: FetchPage<RecordActivity>
  /** What a failed call says to people. */
  explain: (cause: unknown) => string
  /** Why a failed call is of no use to repeat, or null where it may help. */
  refusal: (cause: unknown) => Refusal | null
}

export interface SessionLink {
  connection: Store<Connection>
  record: Store<RecordView>
  messages: PagedList<RecordMessage>
  activity: PagedList<RecordActivity>
  /** Running messages by id. */
  live: Store<ReadonlyMap<string, LiveMessage>>
  people: Store<readonly Present[]>
  draft: DraftLink
  outbox: Outbox
  awareness: Awareness
  /** Says to the others what this tab looks at and whether somebody types in it. */
  setPresence(change: { pane?: string; typing?: boolean }): void
  /** Tries to connect now instead of after the back-off. */
  retryNow(): void
  destroy(): void
}

interface Options {
  sessionId: Id
  epoch: string
  me: Person
  /** Base of the docs' address, such as `ws://host/yjs`. */
  wsUrl: string
  calls: SessionCalls
  clock?: Clock
}

const refusalOf = (code: number): Refusal => {
  switch (code) {
    case closeCodes.notSignedIn:
      return 'signed_out'
    case closeCodes.forbidden:
      return 'no_access'
    default:
      return 'gone'
  }
}

const connectionOf = (link: LinkState, before: Connection, hasRecord: boolean): Connection => {
  if (before.is === 'refused') return before
  switch (link.is) {
    case 'open':
      return hasRecord ? { is: 'online' } : before
    case 'waiting':
      return { is: 'reconnecting', retryAt: link.retryAt }
    case 'connecting':
      return before.is === 'reconnecting' ? { is: 'reconnecting', retryAt: null } : before
    case 'closed':
      return before
  }
}

/**
 * Joins a session: its record, draft, presence and events, each kept going through broken connections. Everything that it
 * shows is a store. `destroy` lets go of all of it.
 */
export const connectSession = (options: Options): SessionLink => {
  const { sessionId, calls, wsUrl, me, clock = systemClock } = options
  const connection = createStore<Connection>({ is: 'connecting' })
  const record = createStore<RecordView>(emptyView)
  const live = createStore<ReadonlyMap<string, LiveMessage>>(new Map())
  const people = createStore<readonly Present[]>(peopleOf([], me))
  const draft = new DraftLink({ sessionId, wsUrl, clock })
  const outbox = new Outbox({
    send: (message) => calls.send({ ...message, sessionId }),
    giveBack: (text) => draft.putBack(text),
    explain: calls.explain,
    now: () => clock.now(),
  })
  let story: LiveStory | null = null
  let feed: EventFeed | null = null
  let linkState: LinkState = { is: 'connecting' }

  const showLive = frameBatch(() => {
    if (!story) return
    const byId = new Map(record.get().messages.map((message) => [message.id, message]))
    story.prune((id) => isTold(byId.get(id)))
    live.set(story.messages())
  })
  const refuse = (why: Refusal) => {
    connection.set({ is: 'refused', why })
    feed?.destroy()
  }
  const isFinal = (cause: unknown) => {
    const why = calls.refusal(cause)
    if (why) refuse(why)
    return why !== null
  }
  const showConnection = (next: LinkState) => {
    linkState = next
    connection.set(connectionOf(next, connection.get(), record.get().meta !== null))
  }
  const startFeed = (seq: number) => {
    story = new LiveStory(seq)
    const onChange = () => showLive.schedule()
    feed = new EventFeed({ sessionId, story, subscribe: calls.subscribe, clock, onChange, isFinal })
  }
  const showRecord = (view: RecordView) => {
    record.set(view)
    outbox.arrived(new Set(view.messages.map((message) => message.id)))
    showLive.schedule()
    if (!feed && view.meta && connection.get().is !== 'refused') startFeed(view.meta.seq)
    showConnection(linkState)
  }

  const link = new RecordLink({
    sessionId,
    epoch: options.epoch,
    wsUrl,
    clock,
    onState: showConnection,
    onView: showRecord,
    onRefused: (code) => refuse(refusalOf(code)),
  })
  const showPeople = frameBatch(() => people.set(peopleOf(link.awareness.getStates().values(), me)))
  link.awareness.on('change', showPeople.schedule)
  link.awareness.setLocalState({ pane: 'preview', typing: false })

  const retryNow = () => {
    link.retryNow()
    draft.retryNow()
    feed?.retryNow()
  }

  const messages = pagedList({
    record,
    window: (view) => view.messages,
    total: (view) => view.meta?.messageCount ?? 0,
    fetch: calls.messagesPage,
  })
  const activity = pagedList({
    record,
    window: (view) => view.activity,
    total: (view) => view.meta?.activityCount ?? 0,
    fetch: calls.activityPage,
  })

  return {
    connection,
    record,
    messages,
    activity,
    live,
    people,
    draft,
    outbox,
    awareness: link.awareness,
    setPresence: (change) => {
      for (const [field, value] of Object.entries(change))
        if (link.awareness.getLocalState()?.[field] !== value)
          link.awareness.setLocalStateField(field, value)
    },
    retryNow,
    destroy: () => {
      showLive.cancel()
      showPeople.cancel()
      messages.destroy()
      activity.destroy()
      feed?.destroy()
      link.destroy()
      draft.destroy()
    },
  }
}
