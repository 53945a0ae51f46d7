import type { Awareness } from 'y-protocols/awareness'
import { closeCodes } from '../../shared/protocol/close-codes.ts'
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
import { type LiveMessage, LiveStory } from './live-story.ts'
import { isOutdated } from './is-outdated.ts'
import { keepTyped } from './keep-typed.ts'
import { Outbox } from './outbox.ts'
import { OwnPresence } from './own-presence.ts'
import { type FetchPage, type PagedList, pagedList } from './paged-list.ts'
import { type Pointer, type Present, peopleOf, pointersOf } from './people.ts'
import { PrivateDraft } from './private-draft.ts'
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

/** What is made of the words: a message, and how it is to reach the agent, or a suggestion to those who may send. */
export type SendOptions = ({ as: 'message' } & Delivery) | { as: 'suggestion' }

/** The calls that a session's link makes. */
export interface SessionCalls {
  subscribe: SubscribeEvents
  send: (
    message: { id: Id; sessionId: Id; options: SendOptions } & (
      | { text: string }
      | { draft: string }
    ),
  ) => Promise<{ gone: boolean }>
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
  /** The server is newer than this page: a reload gets the new version. */
  outdated: Store<boolean>
  people: Store<readonly Present[]>
  /** Others' pointers over the preview. */
  pointers: Store<readonly Pointer[]>
  follow: Follow
  draft: DraftLink
  privateDraft: PrivateDraft
  outbox: Outbox<SendOptions>
  awareness: Awareness
  /** What this tab tells the others of itself. */
  presence: OwnPresence
  setPresence(change: Partial<PresenceState>): void
  /** Makes what is typed outlive a reload of the page. */
  keepTyped(): void
  /** Tries to connect now instead of after the back-off. */
  retryNow(): void
  destroy(): void
}

interface Options {
  sessionId: Id
  me: Person
  /** Base of the docs' address, such as `ws://host/yjs`. */
  wsUrl: string
  calls: SessionCalls
  /** Where the browser keeps things; null where it doesn't. */
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

/** Online is who has the record and gets the events: with one of them alone the screen falls behind. */
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

/**
 * Joins a session: its record, draft, presence and events, each kept going through broken connections. Everything that it
 * shows is a store. `destroy` lets go of all of it.
 */
export function connectSession(options: Options): SessionLink {
  const { sessionId, calls, wsUrl, me, clock = systemClock } = options
  const connection = createStore<Connection>({ is: 'connecting' })
  const record = createStore<RecordView>(emptyView)
  const live = createStore<ReadonlyMap<string, LiveMessage>>(new Map())
  const outdated = createStore(false)
  const people = createStore<readonly Present[]>(peopleOf([], me))
  const pointers = createStore<readonly Pointer[]>([])
  const draft = new DraftLink({ sessionId, wsUrl, clock })
  const privateDraft = new PrivateDraft(options.keep, `fegg-draft/${me.id}/${sessionId}`)
  const outbox = new Outbox<SendOptions>({
    send: (message) => calls.send({ ...message, sessionId }),
    explain: calls.explain,
    now: () => clock.now(),
  })
  let story: LiveStory | null = null
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
    // what is told first is why; what fails after it fails because of it
    if (connection.get().is === 'refused') return
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
    const hasRecord = record.get().meta !== null
    connection.set(connectionOf(next, connection.get(), { hasRecord, hasEvents }))
  }
  const startFeed = (seq: number) => {
    story = new LiveStory(seq)
    const onChange = () => showLive.schedule()
    const onLine = (up: boolean) => {
      hasEvents = up
      showConnection(linkState)
    }
    const onProtocol = (version: number | null) => outdated.set(isOutdated(version))
    const { subscribe } = calls
    feed = new EventFeed({
      sessionId,
      story,
      subscribe,
      clock,
      onChange,
      onProtocol,
      onLine,
      isFinal,
    })
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
    wsUrl,
    clock,
    onState: showConnection,
    onView: showRecord,
    onRefused: (code) => refuse(refusalOf(code)),
  })
  const showPeople = frameBatch(() => {
    // Others' states come with who they are, bound by the server; this tab's own does not.
    const states = [...link.awareness.getStates()].map(([id, state]) =>
      id === link.awareness.clientID ? { ...state, user: me } : state,
    )
    people.set(peopleOf(states, me, people.get()))
    const pointed = pointersOf(states, me)
    if (pointed.length > 0 || pointers.get().length > 0) pointers.set(pointed)
  })
  link.awareness.on('change', showPeople.schedule)
  const presence = new OwnPresence(link.awareness, clock)
  const follow = new Follow({
    me,
    people,
    clock,
    online: () => connection.get().is === 'online',
    tell: (following) => presence.set({ following }),
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
    record,
    messages,
    activity,
    live,
    outdated,
    people,
    pointers,
    follow,
    draft,
    privateDraft,
    outbox,
    awareness: link.awareness,
    presence,
    setPresence: (change) => presence.set(change),
    keepTyped: () => keepTyped(draft, privateDraft),
    retryNow,
    destroy: () => {
      showLive.cancel()
      showPeople.cancel()
      messages.destroy()
      activity.destroy()
      feed?.destroy()
      follow.destroy()
      presence.destroy()
      link.destroy()
      draft.destroy()
    },
  }
}
