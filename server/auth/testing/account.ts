import { newId } from '../../../shared/ids.ts'
import type { Me } from '../../../shared/protocol/me.ts'
import { createVisitor, type startAppServer, type Visitor } from '../../testing/app-server.ts'

type App = Awaited<ReturnType<typeof startAppServer>>

export const password = 'correct horse'

export interface TestAccount extends Visitor {
  me: Me
  email: string
}

/** Without the limit of sign-ins per address. */
export async function signUp(app: App, name = 'Ada'): Promise<TestAccount> {
  const email = `${newId()}@example.com`
  const { user, cookie } = await app.services.auth.signUp({ name, email, password }, null)
  return { ...visitorOf(app, cookie), me: user, email }
}

/** Another device of the account. */
export async function signIn(
  app: App,
  { email }: { email: string },
  by: { password?: string; browser?: string } = {},
): Promise<Visitor> {
  const given = { email, password: by.password ?? password }
  const { cookie } = await app.services.auth.signIn(given, null, by.browser ?? null)
  return visitorOf(app, cookie)
}

function visitorOf(app: App, cookie: string): Visitor {
  return createVisitor(app.url, cookie.split(';', 1)[0])
}

export async function isSignedIn(visitor: Visitor): Promise<boolean> {
  return (await visitor.api.auth.me.query()) !== null
}
