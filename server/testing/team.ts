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

/** Signs in a guest. The server allows only 30 a minute per address. */
export async function person(app: App) {
  const visitor = app.visitor()
  const { id } = await visitor.api.auth.guest.mutate()
  return { ...visitor, id }
}

export async function team(app: App) {
  const owner = await person(app)
  const workspace = await owner.api.workspaces.create.mutate({ id: newId(), name: 'Team' })
  return { owner, workspaceId: workspace.id, slug: workspace.slug }
}

/** By default for editors, a week and unlimited uses. */
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

/** A new guest who accepts an invite of `by`. */
export async function join(app: App, by: Visitor, workspaceId: Id, role: GivenRole) {
  const who = await person(app)
  const { token } = await invite(by, workspaceId, { role })
  await who.api.invites.accept.mutate({ token })
  return who
}

export async function rolesIn(app: App, workspaceId: Id) {
  const rows = await app.db.select().from(members).where(eq(members.workspaceId, workspaceId))
  return new Map(rows.map(({ userId, role }) => [userId, role]))
}

/** Matches the rejection of a refused call. */
export function code(expected: string, message?: RegExp) {
  return {
    data: { app: { code: expected } },
    ...(message ? { message: expect.stringMatching(message) } : {}),
  }
}
