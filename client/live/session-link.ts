import type { Awareness } from 'y-protocols/awareness'
import { closeCodes } from '../../shared/protocol/close-codes.ts'
import type { PlacedEvent } from '../../shared/protocol/events.ts'
import type { Id } from '../../shared/ids.ts'
import type { PresenceState } from '../../shared/protocol/presence.ts'
import type { Delivery } from '../../shared/protocol/delivery.ts'
import type { Person } from '../../shared/protocol/person.ts'
import type { RecordActivity } from '../../shared/protocol/record-activity.ts'
import type { RecordMessage } from '../../shared/protocol/record-message.ts'
import { isTold } from './chat-merge.ts'
import { type Clock, systemClock } from './clock.ts'
import type { LinkState } from './doc-link.ts'
import { DraftLink } from './draft-link.ts'
import { EventFeed, type SubscribeEvents } from './event-feed.ts'
import { Follow } from './follow.ts'
import { frameBatch } from './frame-batch.ts'
import { isOutdated } from './is-outdated.ts'
import { type LiveMessage, LiveMessages } from './live-messages.ts'
import { Outbox } from './outbox.ts'
import { OwnPresence } from './own-presence.ts'
import { type FetchPage, type PagedList, pagedList } from './paged-list.ts'
import { type Pointer, type Present, peopleOf, pointersOf } from './people.ts'
import { PrivateDraft } from './private-draft.ts'
import { RecordLink } from './record-link.ts'
import { emptyView, type RecordView } from './record-view.ts'
import { followSentPrompts } from './sent-prompts.ts'
import { SocketTrouble } from './socket-trouble.ts'
import { createStore, type Store } from './store.ts'
import { type VisitCalls, Visits } from './visits.ts'

/** `retryAt`: milliseconds since the epoch, null during a try. */
export type Connection =
  | { is: 'connecting' }
  | { is: 'online' }
  | { is: 'reconnecting'; retryAt: number | null }
  | { is: 'refused'; why: Refusal }

export type Refusal = 'signed_out' | 'no_access' | 'gone'

export type SendOptions = ({ as: 'message' } & Delivery) | { as: 'suggestion' }

export interface SessionCalls {
  subscribe: SubscribeEvents
  send: (
    message: { id: Id; sessionId: Id; options: SendOptions } & (
      | { text: string }
      | { draft: string }
    ),
  ) => Promise<{ gone: boolean }>
  /** Asks over HTTP why the server would refuse a socket; null if it would not. */
  socketRefusal: () => Promise<string | null>
  messagesPage: FetchPage<RecordMessage>
  activityPage: FetchPage<RecordActivity>
  lastVisit: VisitCalls['lastVisit']
  markVisit: VisitCalls['markVisit']
  explain: (cause: unknown) => { message: string; offline: boolean }
  /** Null if a retry may help. */
  refusal: (cause: unknown) => Refusal | null
}

export interface SessionLink {
  connection: Store<Connection>
  /** Why there is no connection, in words for people, once it is known. */
  trouble: Store<string | null>
  record: Store<RecordView>
  messages: PagedList<RecordMessage>
  activity: PagedList<RecordActivity>
  live: Store<ReadonlyMap<string, LiveMessage>>
  outdated: Store<boolean>
  /** Increases when a version is made, named, starred or pictured. */
  versionChanges: Store<number>
  /** Increases when a file of the working tree changes. */
  fileChanges: Store<number>
  visits: Visits
  people: Store<readonly Present[]>
  /** Others' pointers over the preview. */
  pointers: Store<readonly Pointer[]>
  follow: Follow
  draft: DraftLink
  privateDraft: PrivateDraft
  outbox: Outbox<SendOptions>
  awareness: Awareness
  presence: OwnPresence
  setPresence(change: Partial<PresenceState>): void
  retryNow(): void
  destroy(): void
}

interface Options {
  sessionId: Id
  me: Person
  wsUrl: string
  calls: SessionCalls
  /** Null where storage is blocked. */
  keep: Storage | null
  clock?: Clock
}

function refusalOf(code: number): Refusal {
  switch (code) {
    case closeCodes.notSignedIn:
      return 'signed_out'
    case closeCodes.forbidden:
      return 'no_access'
    default:
      return 'gone'
  }
}

/** Online requires both record and events: with one alone the screen falls behind. */
function connectionOf(
  link: LinkState,
  before: Connection,
  { hasRecord, hasEvents }: { hasRecord: boolean; hasEvents: boolean },
): Connection {
  if (before.is === 'refused') return before
  switch (link.is) {
    case 'open':
      if (!hasRecord) return before
      return hasEvents ? { is: 'online' } : { is: 'reconnecting', retryAt: null }
    case 'waiting':
      return { is: 'reconnecting', retryAt: link.retryAt }
    case 'connecting':
      return before.is === 'reconnecting' ? { is: 'reconnecting', retryAt: null } : before
    case 'closed':
      return before
  }
}

/** Connects record, draft, presence and events, and reconnects each until `destroy`. */
export function connectSession(options: Options): SessionLink {
  const { sessionId, calls, wsUrl, me, clock = systemClock } = options
  const connection = createStore<Connection>({ is: 'connecting' })
  const words = createStore<string | null>(null)
  const record = createStore<RecordView>(emptyView)
  const live = createStore<ReadonlyMap<string, LiveMessage>>(new Map())
  const outdated = createStore(false)
  const versionChanges = createStore(0)
  const fileChanges = createStore(0)
  const people = createStore<readonly Present[]>(peopleOf([], me))
  const pointers = createStore<readonly Pointer[]>([])
  const { keep } = options
  const keepAs = `fegg-draft/${me.id}/${sessionId}`
  const draft = new DraftLink({ sessionId, wsUrl, clock, keep, keepAs: `${keepAs}/unshared` })
  const privateDraft = new PrivateDraft(keep, keepAs)
  const outbox = new Outbox<SendOptions>({
    send: (message) => calls.send({ ...message, sessionId }),
    explain: calls.explain,
    now: () => clock.now(),
  })
  let story: LiveMessages | null = null
  let feed: EventFeed | null = null
  let linkState: LinkState = { is: 'connecting' }
  let hasEvents = true

  const showLive = frameBatch(() => {
    if (!story) return
    const byId = new Map(record.get().messages.map((message) => [message.id, message]))
    story.prune((id) => isTold(byId.get(id)))
    live.set(story.messages())
  })
  const refuse = (why: Refusal) => {
    // Keep the first refusal; later failures are consequences.
    if (connection.get().is === 'refused') return
    connection.set({ is: 'refused', why })
    feed?.destroy()
  }
  const isFinal = (cause: unknown) => {
    const why = calls.refusal(cause)
    if (why) refuse(why)
    return why !== null
  }
  const trouble = new SocketTrouble({
    ask: calls.socketRefusal,
    explain: (cause) => {
      if (isFinal(cause)) return null
      const { message, offline } = calls.explain(cause)
      return offline ? null : message
    },
    words,
  })
  const showLink = (next: LinkState) => {
    if (next.is === 'waiting') trouble.failed(next.opened)
    showConnection(next)
  }
  const showConnection = (next: LinkState) => {
    linkState = next
    const hasRecord = record.get().meta !== null
    connection.set(connectionOf(next, connection.get(), { hasRecord, hasEvents }))
    if (connection.get().is !== 'online') return
    trouble.isOver()
    outbox.online()
  }
  const startFeed = (seq: number) => {
    story = new LiveMessages(seq)
    const onChange = () => showLive.schedule()
    const onLine = (up: boolean) => {
      hasEvents = up
      showConnection(linkState)
    }
    const onProtocol = (version: number | null) => outdated.set(isOutdated(version))
    const onEvent = ({ type }: PlacedEvent['event']) => {
      if (type === 'version_created' || type === 'version_changed')
        versionChanges.set(versionChanges.get() + 1)
      if (type === 'file_changed') fileChanges.set(fileChanges.get() + 1)
    }
    const subscribe: SubscribeEvents = (input, on) =>
      calls.subscribe(input, {
        ...on,
        cut() {
          // may be one that was open; the record's link knows
          trouble.failed(true)
          on.cut()
        },
      })
    feed = new EventFeed({
      sessionId,
      story,
      subscribe,
      clock,
      onChange,
      onEvent,
      onProtocol,
      onLine,
      isFinal,
    })
  }
  const followSent = followSentPrompts(() => draft.undo.messageArrived())
  const showRecord = (view: RecordView) => {
    record.set(view)
    followSent(view)
    outbox.arrived(new Set(view.messages.map((message) => message.id)))
    showLive.schedule()
    if (!feed && view.meta && connection.get().is !== 'refused') startFeed(view.meta.seq)
    showConnection(linkState)
  }

  const link = new RecordLink({
    sessionId,
    wsUrl,
    clock,
    onState: showLink,
    onView: showRecord,
    onRefused: (code) => refuse(refusalOf(code)),
  })
  const showPeople = frameBatch(() => {
    // The server adds `user` only to others' states.
    const states = [...link.awareness.getStates()].map(([id, state]) =>
      id === link.awareness.clientID ? { ...state, user: me } : state,
    )
    people.set(peopleOf(states, me, people.get()))
    const shownPointers = pointersOf(states, me)
    if (shownPointers.length > 0 || pointers.get().length > 0) pointers.set(shownPointers)
  })
  link.awareness.on('change', showPeople.schedule)
  const presence = new OwnPresence(link.awareness, clock)
  const follow = new Follow({
    me,
    people,
    clock,
    online: () => connection.get().is === 'online',
    publish: (following) => presence.set({ following }),
  })

  const visits = new Visits({
    sessionId,
    userId: me.id,
    calls,
    seq: () => record.get().meta?.seq ?? null,
    clock,
    keep,
  })

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
    trouble: words,
    record,
    messages,
    activity,
    live,
    outdated,
    versionChanges,
    fileChanges,
    visits,
    people,
    pointers,
    follow,
    draft,
    privateDraft,
    outbox,
    awareness: link.awareness,
    presence,
    setPresence: (change) => presence.set(change),
    retryNow,
    destroy: () => {
      visits.destroy()
      showLive.cancel()
      showPeople.cancel()
      messages.destroy()
      activity.destroy()
      trouble.isOver()
      feed?.destroy()
      follow.destroy()
      presence.destroy()
      link.destroy()
      draft.destroy()
    },
  }
}
