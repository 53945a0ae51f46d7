import { eq, inArray } from 'drizzle-orm'
import { trees } from '../../drizzle/schema.ts'
import type { Tx } from '../../drizzle/types.ts'
import type { Folder, Folders } from './folders.ts'

/** Locks the tree and with it all in it, as `putBlobs` does. False if there is none. */
export async function holdTree(tx: Tx, hash: string): Promise<boolean> {
  const held = await tx
    .select({ hash: trees.hash })
    .from(trees)
    .where(eq(trees.hash, hash))
    .for('key share')
  return held.length > 0
}

/**
 * Stores the folders that are not `known`, which a version must name until the transaction ends.
 * Until then no collection takes the tree: name it before that.
 */
export async function putTree(
  tx: Tx,
  { root, folders }: Folders,
  known: ReadonlyMap<string, Folder> = new Map(),
): Promise<string> {
  // in one order everywhere, as in `putBlobs`
  let missing = [...folders.values()]
    .filter(({ hash }) => !known.has(hash))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1))
  while (missing.length > 0) {
    const made = await tx
      .insert(trees)
      .values(missing)
      .onConflictDoNothing()
      .returning({ hash: trees.hash })
    const hashes = missing.map(({ hash }) => hash)
    const held =
      made.length === missing.length
        ? []
        : await tx
            .select({ hash: trees.hash })
            .from(trees)
            .where(inArray(trees.hash, hashes))
            .orderBy(trees.hash)
            .for('key share')
    const kept = new Set([...made, ...held].map(({ hash }) => hash))
    missing = missing.filter(({ hash }) => !kept.has(hash))
  }
  return root
}
