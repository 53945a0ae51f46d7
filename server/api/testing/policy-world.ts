import { eq } from 'drizzle-orm'
import { grants, members, shareLinks, workspaces } from '../../../drizzle/schema.ts'
import { type Id, newId } from '../../../shared/ids.ts'
import { LinkRole, Role } from '../../../shared/roles.ts'
import { createSession } from '../../sessions/create-session.ts'
import type { startAppServer, Visitor } from '../../testing/app-server.ts'

type App = Awaited<ReturnType<typeof startAppServer>>

export const whos = [
  ...Role.options,
  ...LinkRole.options.map((role) => `visitor:${role}` as const),
  'stranger',
  'other owner',
  'nobody',
] as const
export type Who = (typeof whos)[number]

function asRole(who: Who) {
  return Role.safeParse(who).data ?? null
}
function asLink(who: Who) {
  return LinkRole.safeParse(who.replace('visitor:', '')).data ?? null
}

export function standingOf(who: Who) {
  const isVisitor = who.startsWith('visitor:')
  return { member: isVisitor ? null : asRole(who), link: isVisitor ? asLink(who) : null }
}

export interface World {
  workspaceId: Id
  slug: string
  sessionId: Id
}

/** Signs users in once; a new world is made after each mutation. */
export async function openPolicyWorlds(app: App) {
  const people = new Map<Who, Visitor>()
  const ids = new Map<Who, Id>()
  for (const who of whos) {
    const visitor = app.visitor()
    people.set(who, visitor)
    if (who !== 'nobody') ids.set(who, (await visitor.api.auth.guest.mutate()).id)
  }
  // the stranger is in no workspace
  await app.db.delete(members).where(eq(members.userId, ids.get('stranger') ?? ''))
  const idOf = (who: Who): Id => {
    const id = ids.get(who)
    if (!id) throw new Error(`${who} has no account.`)
    return id
  }
  return {
    as(who: Who): Visitor {
      const visitor = people.get(who)
      if (!visitor) throw new Error(`There is no ${who}.`)
      return visitor
    },
    idOf,
    async make(): Promise<World> {
      const { db } = app
      const workspaceId = newId()
      const sessionId = newId()
      await db.insert(workspaces).values({ id: workspaceId, slug: workspaceId, name: 'World' })
      await db
        .insert(members)
        .values(Role.options.map((role) => ({ workspaceId, role, userId: idOf(role) })))
      await createSession(app.services, {
        id: sessionId,
        workspaceId,
        createdBy: idOf('owner'),
        model: 'scripted',
        name: 'World',
        first: undefined,
      })
      for (const role of LinkRole.options) {
        const linkId = newId()
        await db
          .insert(shareLinks)
          .values({ id: linkId, sessionId, role, tokenHash: linkId, createdBy: idOf('owner') })
        await db.insert(grants).values({ linkId, userId: idOf(`visitor:${role}`) })
      }
      return { workspaceId, slug: workspaceId, sessionId }
    },
  }
}

export type PolicyWorlds = Awaited<ReturnType<typeof openPolicyWorlds>>
