import { and, asc, desc, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { pinComments, pins, users } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { PinComment, RecordPin } from '../../shared/protocol/record-pin.ts'
import { personOf } from '../people/people.ts'

/** All open pins and the newest resolved ones. */
export async function shownPinIds(db: Db | Tx, sessionId: Id): Promise<Id[]> {
  const ofSession = eq(pins.sessionId, sessionId)
  const open = await db
    .select({ id: pins.id })
    .from(pins)
    .where(and(ofSession, isNull(pins.resolvedAt)))
  const resolved = await db
    .select({ id: pins.id })
    .from(pins)
    .where(and(ofSession, isNotNull(pins.resolvedAt)))
    .orderBy(desc(pins.order))
    .limit(limits.recordResolvedPins)
  return [...open, ...resolved].map(({ id }) => id)
}

async function readComments(db: Db | Tx, pinIds: Id[]): Promise<Map<Id, PinComment[]>> {
  const rows = await db
    .select({ comment: pinComments, author: { id: users.id, name: users.name } })
    .from(pinComments)
    .innerJoin(users, eq(users.id, pinComments.authorId))
    .where(inArray(pinComments.pinId, pinIds))
    .orderBy(asc(pinComments.at), asc(pinComments.id))
  const byPin = new Map<Id, PinComment[]>()
  for (const { comment, author } of rows) {
    const list = byPin.get(comment.pinId) ?? []
    const { id, text, at } = comment
    list.push({ id, author: personOf(author), text, at: at.toISOString() })
    byPin.set(comment.pinId, list)
  }
  return byPin
}

/** Oldest first; unknown ids are left out. */
export async function projectPins(db: Db | Tx, ids: Id[]): Promise<RecordPin[]> {
  if (ids.length === 0) return []
  const resolver = alias(users, 'resolver')
  const rows = await db
    .select({
      pin: pins,
      author: { id: users.id, name: users.name },
      resolver: { id: resolver.id, name: resolver.name },
    })
    .from(pins)
    .innerJoin(users, eq(users.id, pins.authorId))
    .leftJoin(resolver, eq(resolver.id, pins.resolvedBy))
    .where(inArray(pins.id, ids))
    .orderBy(asc(pins.order))
  const comments = await readComments(
    db,
    rows.map(({ pin }) => pin.id),
  )
  return rows.map(({ pin, author, resolver: by }) => ({
    id: pin.id,
    order: pin.order,
    number: pin.number,
    at: pin.at.toISOString(),
    author: personOf(author),
    element: pin.element,
    comments: comments.get(pin.id) ?? [],
    resolved: pin.resolvedAt && by ? { by: personOf(by), at: pin.resolvedAt.toISOString() } : null,
    messageId: pin.messageId,
  }))
}
