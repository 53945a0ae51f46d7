import { and, desc, eq, ne } from 'drizzle-orm'
import { versions } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'

type Undo = { id: Id; number: number; undoes: readonly Id[] }

/**
 * By version: the undo that took it out and is in force. An undo that is itself undone isn't. `undos` are a session's, the
 * newest first.
 */
export function undoneBy(undos: readonly Undo[]): Map<Id, { id: Id; number: number }> {
  const undone = new Map<Id, { id: Id; number: number }>()
  for (const { id, number, undoes } of undos) {
    if (undone.has(id)) continue
    for (const version of undoes) if (!undone.has(version)) undone.set(version, { id, number })
  }
  return undone
}

/** Those of these undos that undo an undo and so bring a change back. */
export function redosIn(undos: readonly Undo[]): Set<Id> {
  const byId = new Map(undos.map((undo) => [undo.id, undo]))
  const redos = new Set<Id>()
  for (const { id, undoes } of [...undos].reverse()) {
    const [first] = undoes
    if (first !== undefined && byId.has(first) && !redos.has(first)) redos.add(id)
  }
  return redos
}

/** Newest first. */
export function readUndos(db: Db | Tx, sessionId: Id): Promise<Undo[]> {
  return db
    .select({ id: versions.id, number: versions.number, undoes: versions.undoes })
    .from(versions)
    .where(and(eq(versions.sessionId, sessionId), ne(versions.undoes, [])))
    .orderBy(desc(versions.number))
}
