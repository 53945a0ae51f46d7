import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { members } from '../../drizzle/schema.ts'
import { type Id, newId } from '../../shared/ids.ts'
import type { GivenRole } from '../../shared/roles.ts'
import type { startAppServer, Visitor } from './app-server.ts'

type App = Awaited<ReturnType<typeof startAppServer>>

export function newToken() {
  return randomBytes(32).toString('base64url')
}

/** A guest. A server takes 30 a minute from one address, which bounds how many the tests of one server can have. */
export async function person(app: App) {
  const visitor = app.visitor()
  const { id } = await visitor.api.auth.guest.mutate()
  return { ...visitor, id }
}

/** Somebody with a workspace made for the test. */
export async function team(app: App) {
  const owner = await person(app)
  const workspace = await owner.api.workspaces.create.mutate({ id: newId(), name: 'Team' })
  return { owner, workspaceId: workspace.id, slug: workspace.slug }
}

/** An invite to the workspace: for editors, a week and any number, unless told otherwise. */
export async function invite(
  by: Visitor,
  workspaceId: Id,
  more: { role?: GivenRole; days?: 1 | 7 | 30 | null; maxUses?: number | null } = {},
) {
  const id = newId()
  const token = newToken()
  const made = { id, token, workspaceId, role: 'editor' as const, days: 7 as const, maxUses: null }
  await by.api.invites.create.mutate({ ...made, ...more })
  return { id, token }
}

/** Somebody new, in the workspace by an invite of `by`. */
export async function join(app: App, by: Visitor, workspaceId: Id, role: GivenRole) {
  const who = await person(app)
  const { token } = await invite(by, workspaceId, { role })
  await who.api.invites.accept.mutate({ token })
  return who
}

/** Each member's role, as the database has it. */
export async function rolesIn(app: App, workspaceId: Id) {
  const rows = await app.db.select().from(members).where(eq(members.workspaceId, workspaceId))
  return new Map(rows.map(({ userId, role }) => [userId, role]))
}

/** What a refused call rejects with. */
export function code(expected: string, message?: RegExp) {
  return {
    data: { app: { code: expected } },
    ...(message ? { message: expect.stringMatching(message) } : {}),
  }
}
