import { and, eq, isNull } from 'drizzle-orm'
import { looks, sessions, versions } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { SandboxRows, TreeSource } from '../sandbox/port.ts'
import { readTree } from '../versions/read-tree.ts'

/** By a look's id, the files of its version. */
export function treeWithLooks(db: Db, tree: TreeSource): TreeSource {
  const entriesOfLook = async (lookId: Id) => {
    const [row] = await db
      .select({ hash: versions.treeHash })
      .from(looks)
      .innerJoin(versions, eq(versions.id, looks.versionId))
      .where(eq(looks.id, lookId))
    return row ? readTree(db, row.hash) : []
  }
  return {
    ...tree,
    async entries(id) {
      const found = await tree.entries(id)
      return found.length > 0 ? found : entriesOfLook(id)
    },
  }
}

/** Looks have rows of their own. A look's sandbox has ended before it could count as unused. */
export function rowsWithLooks(db: Db, rows: SandboxRows): SandboxRows {
  return {
    ...rows,
    async sandboxId(id) {
      const found = await rows.sandboxId(id)
      if (found !== null) return found
      const [look] = await db
        .select({ sandboxId: looks.sandboxId })
        .from(looks)
        .where(eq(looks.id, id))
      return look?.sandboxId ?? null
    },
    async workspaceId(id) {
      const found = await rows.workspaceId(id)
      if (found !== null) return found
      const [look] = await db
        .select({ workspaceId: sessions.workspaceId })
        .from(looks)
        .innerJoin(sessions, eq(sessions.id, looks.sessionId))
        .where(eq(looks.id, id))
      return look?.workspaceId ?? null
    },
    async replaceSandboxId(id, expected, next) {
      if (await rows.replaceSandboxId(id, expected, next)) return true
      const before = expected === null ? isNull(looks.sandboxId) : eq(looks.sandboxId, expected)
      const replaced = await db
        .update(looks)
        .set({ sandboxId: next })
        .where(and(eq(looks.id, id), before))
        .returning({ id: looks.id })
      return replaced.length > 0
    },
    async setState(id, state, message) {
      const set = await db
        .update(looks)
        .set({ sandboxState: state, sandboxMessage: message })
        .where(eq(looks.id, id))
        .returning({ id: looks.id })
      if (set.length === 0) await rows.setState(id, state, message)
    },
  }
}
