import { and, eq, isNull } from 'drizzle-orm'
import { sessions, versions } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { truncate } from '../../shared/truncate.ts'
import type { PageBrowser, PagePicture } from '../browser/port.ts'
import type { LockSession } from '../events/session-transaction.ts'
import type { Sandboxes } from '../sandbox/port.ts'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'
import { readBlob } from '../versions/blobs.ts'
import { treeHash } from '../versions/folders.ts'
import { keepProofs, type Proof, proofBefore } from '../versions/proofs.ts'
import { readTree } from '../versions/read-tree.ts'
import { treeEntries } from '../versions/working-tree.ts'
import { triedActions } from './tried-actions.ts'

export interface ProofDeps {
  db: Db
  lockSession: LockSession
  sandboxes: Pick<Sandboxes, 'forRun' | 'lend'>
  browser: Pick<PageBrowser, 'use' | 'unavailable'>
}

const desktopWidth = 1_024
const phoneWidth = 390

function proof(kind: Proof['kind'], caption: string, picture: PagePicture): Proof {
  const { width, height, bytes } = picture
  return { kind, caption: truncate(caption, limits.nameLength), width, height, jpeg: bytes }
}

/** Throws if the page can't be seen. */
async function lookAt(
  { browser }: ProofDeps,
  preview: PreviewUpstream,
  { signal, ...look }: { width: number; signal: AbortSignal },
): Promise<PagePicture> {
  const seen = await browser.use({ ...look, preview, actions: [], pictures: 'end', signal })
  if (!seen.seen) throw new Error(seen.why)
  const picture = seen.use.pictures.at(-1)
  if (!picture) throw new Error('The browser took no picture.')
  return picture
}

/** What the agent tried, done once more. Fewer pictures where it fails now. */
async function steps(
  { db, browser }: ProofDeps,
  runId: Id,
  { most, ...visit }: { preview: PreviewUpstream; most: number; signal: AbortSignal },
): Promise<Proof[]> {
  const actions = await triedActions(db, runId)
  if (actions.length === 0) return []
  const width = desktopWidth
  const tried = await browser.use({ ...visit, width, actions, pictures: 'each' })
  if (!tried.seen) return []
  return tried.use.pictures
    .slice(0, most)
    .map((picture) => proof('step', `Tried: ${picture.caption}`, picture))
}

type Version = typeof versions.$inferSelect

async function pictures(
  deps: ProofDeps,
  { version, preview }: { version: Version; preview: PreviewUpstream },
  signal: AbortSignal,
): Promise<Proof[]> {
  const before = await proofBefore(deps.db, version)
  const page = await lookAt(deps, preview, { width: desktopWidth, signal })
  const after = proof('after', `After: version ${version.number}`, page)
  const phone = await lookAt(deps, preview, { width: phoneWidth, signal })
  const most = limits.proofPictures - (before ? 3 : 2)
  const tried = version.runId ? await steps(deps, version.runId, { preview, most, signal }) : []
  return [...(before ? [before] : []), after, ...tried, proof('phone', 'On a phone', phone)]
}

/** The session's sandbox while it has the version's files, or null. */
async function inSession(deps: ProofDeps, version: Version, signal: AbortSignal) {
  const { db, sandboxes } = deps
  const isThere = async () =>
    treeHash(await treeEntries(db, version.sessionId)) === version.treeHash
  if (!(await isThere())) return null
  const sandbox = sandboxes.forRun(version.sessionId)
  await sandbox.sync()
  const taken = await pictures(deps, { version, preview: await sandbox.preview() }, signal)
  return (await isThere()) ? taken : null
}

async function inLent(deps: ProofDeps, version: Version, signal: AbortSignal) {
  const entries = await readTree(deps.db, version.treeHash)
  const content = (hash: string) => readBlob(deps.db, hash)
  const lent = deps.sandboxes.lend(version.sessionId, { entries, content })
  try {
    await lent.sandbox.sync()
    return await pictures(deps, { version, preview: await lent.sandbox.preview() }, signal)
  } finally {
    await lent.end()
  }
}

/** Pictures of the version that a run left, kept once. Nothing if it left none. Throws if the page can't be seen. */
export async function takeProofs(deps: ProofDeps, runId: Id, signal: AbortSignal): Promise<void> {
  if (deps.browser.unavailable() !== null) return
  const [found] = await deps.db
    .select({ version: versions })
    .from(versions)
    .innerJoin(sessions, eq(sessions.id, versions.sessionId))
    .where(and(eq(versions.runId, runId), isNull(sessions.deletedAt)))
  if (!found) return
  const { version } = found
  const taken = (await inSession(deps, version, signal)) ?? (await inLent(deps, version, signal))
  signal.throwIfAborted()
  await keepProofs(deps.lockSession, { ...version, versionId: version.id }, taken)
}
