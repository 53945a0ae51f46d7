import { eq } from 'drizzle-orm'
import { members, sessions } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { docName } from '../../shared/protocol/doc-names.ts'
import { startAppServer } from '../../server/testing/app-server.ts'
import { crowd, type FromServer } from './messages.ts'

const server = await startAppServer([], {})
const anna = server.visitor()
await anna.api.auth.guest.mutate()
const [empty, full] = [newId(), newId()]
for (const id of [empty, full]) await anna.api.sessions.create.mutate({ id })
const [session] = await server.db.select().from(sessions).where(eq(sessions.id, full))
if (!session) throw new Error('the session is gone')
const { workspaceId } = session

/** A row, because the API limits sign-ins. */
async function enter() {
  const { user, cookie } = await server.services.auth.guest()
  await server.db.insert(members).values({ workspaceId, userId: user.id, role: 'editor' })
  return cookie.split(';', 1)[0] ?? ''
}
const cookies: string[] = []
for (let count = 0; count < crowd; count++) cookies.push(await enter())
function place(id: string) {
  return { path: docName.record(id) }
}
const listening: FromServer = {
  wsUrl: `${server.url.replace('http', 'ws')}/yjs`,
  origin: server.url,
  cookie: anna.cookie(),
  crowd: cookies,
  empty: place(empty),
  full: place(full),
}
process.send?.(listening)
