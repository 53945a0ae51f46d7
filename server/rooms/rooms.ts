import { eq } from 'drizzle-orm'
import { sessions } from '../../drizzle/schema.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import type { Person } from '../../shared/protocol/person.ts'
import type { PresenceEntry } from '../bus/presence-entry.ts'
import type { DocMember } from './doc-channel.ts'
import { Room, type RoomDeps } from './room.ts'
import { RoomAwareness } from './room-awareness.ts'

export interface Rooms {
  /** New with each boot and each reopening of the room. */
  epochOf(sessionId: Id): string
  /** Opens the room if needed. Throws AppError not_found. */
  get(sessionId: Id): Promise<Room>
  /** People with a tab on the session, on any node. */
  here(sessionId: Id): Person[]
  close(): Promise<void>
}

interface Options {
  /** How long an unused room stays open, in ms. */
  idleMs: number
  pollMs: number
  /** Between messages on idle sockets: proxies cut them, and y-websocket after 30 s. */
  pingMs: number
  onOpen: (sessionId: Id) => void
}

/** In ms. */
const presenceBeatMs = 5_000
/** A node silent for this many beats is gone, with its people. */
const silentBeats = 3

export function createRooms(
  deps: Omit<RoomDeps, 'onPeople' | 'onPresence' | 'awareness' | 'recordEpoch'>,
  options: Options,
): Rooms {
  const rooms = new Map<Id, Promise<Room>>()
  const open = new Map<Id, Room>()
  const idleSince = new Map<Id, number>()
  const people = new Map<Id, Person[]>()
  /** How often a room was closed: a reopened room's new doc needs a new epoch. */
  const closings = new Map<Id, number>()
  const presence = new Map<Id, RoomAwareness<DocMember>>()
  let cancelTimers: Array<() => void> = []

  const presenceOf = (sessionId: Id): RoomAwareness<DocMember> => {
    const known = presence.get(sessionId)
    if (known) return known
    const fresh = new RoomAwareness<DocMember>()
    presence.set(sessionId, fresh)
    return fresh
  }

  const publishPresence = (sessionId: Id, entries: PresenceEntry[], whole = false) =>
    deps.bus.publish({ type: 'presence', node: deps.epoch, sessionId, whole, entries })

  const publishAllPresence = () => {
    for (const sessionId of open.keys()) {
      const own = presenceOf(sessionId).own()
      if (own.length > 0) publishPresence(sessionId, own, true)
    }
  }

  const beat = () => {
    publishAllPresence()
    for (const [sessionId, awareness] of presence) {
      open.get(sessionId)?.record.announceAwareness(awareness.age(silentBeats))
      if (awareness.isEmpty && !rooms.has(sessionId)) presence.delete(sessionId)
    }
  }

  const epochOf = (sessionId: Id): string => {
    const closed = closings.get(sessionId)
    return closed === undefined ? deps.epoch : `${deps.epoch}-${closed}`
  }

  const openRoom = async (sessionId: Id): Promise<Room> => {
    const [session] = await deps.db
      .select({ lastSeq: sessions.lastSeq, deletedAt: sessions.deletedAt })
      .from(sessions)
      .where(eq(sessions.id, sessionId))
    if (!session || session.deletedAt) throw new AppError('not_found', 'There is no such session.')
    const room = await Room.open(sessionId, session.lastSeq, {
      ...deps,
      recordEpoch: epochOf(sessionId),
      awareness: presenceOf(sessionId),
      onPeople: (id, now) => void people.set(id, now),
      onPresence: publishPresence,
    })
    open.set(sessionId, room)
    // events committed while it opened
    await room.wake()
    room.fetchLive()
    options.onOpen(sessionId)
    return room
  }

  const drop = async (sessionId: Id, code?: number, reason?: string): Promise<void> => {
    const room = open.get(sessionId)
    if (room) closings.set(sessionId, (closings.get(sessionId) ?? 0) + 1)
    open.delete(sessionId)
    rooms.delete(sessionId)
    people.delete(sessionId)
    idleSince.delete(sessionId)
    await room?.close(code, reason)
  }

  const dropSafely = (sessionId: Id) =>
    drop(sessionId).catch((error: unknown) =>
      deps.log.error({ err: error, sessionId }, 'closing a room failed'),
    )

  const every = (ms: number, work: () => void) => {
    const index = cancelTimers.length
    const next = () => {
      cancelTimers[index] = deps.clock.after(ms, () => {
        work()
        next()
      })
    }
    next()
  }

  const closeIdle = () => {
    for (const [sessionId, room] of open) {
      if (room.users > 0) idleSince.delete(sessionId)
      else {
        const rounds = (idleSince.get(sessionId) ?? 0) + 1
        idleSince.set(sessionId, rounds)
        if (rounds > 1) void dropSafely(sessionId)
      }
    }
  }

  const unsubscribe = deps.bus.subscribe((message) => {
    if (message.type === 'events_appended') void open.get(message.sessionId)?.wake()
    if (message.type === 'token') open.get(message.sessionId)?.token(message.token)
    if (message.type === 'draft' && message.from !== deps.epoch)
      open.get(message.sessionId)?.draftDoc.receive(message)
    if (message.type === 'people_renamed')
      for (const room of open.values()) room.renamed(message.userIds)
    if (message.type === 'session_deleted') void dropSafely(message.sessionId)
    if (message.type === 'presence' && message.node !== deps.epoch) {
      const { node, sessionId, entries, whole } = message
      const news = presenceOf(sessionId).receive(node, entries, whole)
      open.get(sessionId)?.record.announceAwareness(news)
    }
    if (message.type === 'presence_wanted' && message.node !== deps.epoch) publishAllPresence()
  })
  every(options.pollMs, () => {
    for (const room of open.values()) {
      void room.wake()
      void room.refreshDraft()
      // a lost last token leaves no visible gap
      if (room.users > 0) room.fetchLive()
    }
  })
  every(options.pingMs, () => {
    for (const room of open.values()) {
      room.record.keepAlive()
      room.draft.keepAlive()
    }
  })
  every(presenceBeatMs, beat)
  every(options.idleMs, closeIdle)
  deps.bus.publish({ type: 'presence_wanted', node: deps.epoch })

  return {
    epochOf,
    get(sessionId) {
      idleSince.delete(sessionId)
      const known = rooms.get(sessionId)
      if (known) return known
      const opening = openRoom(sessionId)
      rooms.set(sessionId, opening)
      opening.catch(() => rooms.delete(sessionId))
      return opening
    },
    here: (sessionId) => [
      ...new Map(
        [
          ...(presence.get(sessionId)?.peopleElsewhere() ?? []),
          ...(people.get(sessionId) ?? []),
        ].map((person) => [person.id, person]),
      ).values(),
    ],
    async close() {
      unsubscribe()
      for (const cancel of cancelTimers) cancel()
      cancelTimers = []
      await Promise.all(rooms.values()).catch(() => {})
      // 1012, service restart: clients reconnect
      await Promise.all([...open.keys()].map((id) => drop(id, 1012, 'The server restarts.')))
    },
  }
}
