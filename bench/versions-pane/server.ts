import { newId } from '../../shared/ids.ts'
import { addVersion } from '../../server/testing/add-version.ts'
import { startAppServer } from '../../server/testing/app-server.ts'
import { browserHeaders } from '../browser.ts'

const server = await startAppServer([], {})
const anna = server.visitor(browserHeaders)
const me = await anna.api.auth.guest.mutate()

/** Each changes three of the app's files. */
async function session(versions: number) {
  const sessionId = newId()
  await anna.api.sessions.create.mutate({ id: sessionId, name: `${versions} versions` })
  for (let n = 1; n <= versions; n++)
    await addVersion(server.services.lockSession, {
      sessionId,
      authors: [me.id],
      text: `Please do number ${n}`,
      edits: [0, 1, 2].map((file) => ({
        path: `src/components/part-${(n * 3 + file) % 300}.tsx`,
        content: `export const made = ${n}\n`.repeat(20),
      })),
    })
  return sessionId
}

const few = await session(10)
const many = await session(1_000)
process.send?.({ url: server.url, cookie: anna.cookie(), few, many })
