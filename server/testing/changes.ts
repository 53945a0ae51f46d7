import { asc, eq } from 'drizzle-orm'
import { runs, steps, versions } from '../../drizzle/schema.ts'
import { type Id, newId } from '../../shared/ids.ts'
import { readBlob, textOf } from '../versions/blobs.ts'
import { createVersion } from '../versions/versions.ts'
import { changeFiles, treeEntries } from '../versions/working-tree.ts'
import type { startAppServer } from './app-server.ts'
import { join, team } from './team.ts'

type App = Awaited<ReturnType<typeof startAppServer>>

type Contents = Record<string, string | null>

export async function filesOf(app: Pick<App, 'db'>, sessionId: Id) {
  const files: Record<string, string | null> = {}
  for (const { path, hash } of await treeEntries(app.db, sessionId))
    files[path] = textOf(await readBlob(app.db, hash))
  return files
}

/** The session's versions, oldest first. */
export function versionsOf(app: Pick<App, 'db'>, sessionId: Id) {
  return app.db
    .select()
    .from(versions)
    .where(eq(versions.sessionId, sessionId))
    .orderBy(asc(versions.number))
}

/** A version that a person made of some files, without a run. */
export function change(
  app: { services: Pick<App['services'], 'lockSession'> },
  input: { sessionId: Id; by: Id; files: Contents; title?: string },
): Promise<Id> {
  return app.services.lockSession(input.sessionId, async (transaction) => {
    const edits = Object.entries(input.files).map(([path, content]) => ({ path, content }))
    await changeFiles(transaction, edits, null)
    const by = { runId: null, authors: [input.by], reason: input.title ?? 'A change' }
    const version = await createVersion(transaction, by)
    if (!version) throw new Error('Nothing has changed.')
    return version.id
  })
}

/** Waits for the run's end. */
export async function ended(app: Pick<App, 'db'>, runId: Id) {
  for (;;) {
    const [run] = await app.db.select().from(runs).where(eq(runs.id, runId))
    if (run?.endedAt) {
      const said = await app.db
        .select({ text: steps.text })
        .from(steps)
        .where(eq(steps.runId, runId))
        .orderBy(asc(steps.step))
      return { ...run, said: said.map(({ text }) => text) }
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Anna's workspace with Ben in it, and a session of hers with these files as version 1. */
export async function sharedSession(app: App, files: Contents) {
  const { owner: anna, workspaceId } = await team(app)
  const ben = await join(app, anna, workspaceId, 'editor')
  const sessionId = newId()
  await anna.api.sessions.create.mutate({ id: sessionId, workspaceId, name: 'Shop' })
  const begun = await change(app, { sessionId, by: anna.id, files, title: 'Build a shop' })
  return { anna, ben, workspaceId, sessionId, begun }
}
