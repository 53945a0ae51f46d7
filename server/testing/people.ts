import { type Id, newId } from '../../shared/ids.ts'
import type { LinkRole } from '../../shared/roles.ts'
import { createVisitor, type startAppServer } from './app-server.ts'
import { newToken } from './team.ts'

type App = Awaited<ReturnType<typeof startAppServer>>
export type Person = Awaited<ReturnType<typeof enter>>

let addresses = 0

/** An address each: links and sign-ins are limited by it. */
export function visitorOf(app: App, setCookie: string) {
  addresses += 1
  const address = `10.9.${addresses >> 8}.${addresses & 255}`
  const cookie = setCookie.split(';', 1)[0] ?? ''
  return createVisitor(app.url, cookie, { 'x-forwarded-for': address })
}

/** Without the limits by address. */
export async function enter(app: App, as: 'guest' | 'account') {
  const { auth } = app.services
  const account = { email: `${newId()}@example.com`, password: 'six purple kettles' }
  const { user, cookie } =
    as === 'guest' ? await auth.guest() : await auth.signUp({ name: 'Eve', ...account }, null)
  return { ...visitorOf(app, cookie), id: user.id, account }
}

export async function signIn(app: App, { account }: Pick<Person, 'account'>) {
  const { user, cookie } = await app.services.auth.signIn(account, null)
  return { ...visitorOf(app, cookie), id: user.id, account }
}

export async function share(by: Person, sessionId: Id, role: LinkRole = 'editor') {
  const id = newId()
  const token = newToken()
  await by.api.shares.create.mutate({ id, token, sessionId, role })
  return { id, token }
}

/** What they were refused, or null. */
export async function refusal(call: Promise<unknown>): Promise<string | null> {
  return call.then(
    () => null,
    (error: Error) => error.message,
  )
}
