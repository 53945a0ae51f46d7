import { newId } from '../../shared/ids.ts'
import { docName } from '../../shared/protocol/doc-names.ts'
import { startAppServer } from '../../server/testing/app-server.ts'
import { serve } from './serve.ts'

/** The doc is a draft, stored while people type. */
const server = await startAppServer([], {})
const anna = server.visitor()
await anna.api.auth.guest.mutate()
const sessionId = newId()
await anna.api.sessions.create.mutate({ id: sessionId })
serve({ url: server.url, cookie: anna.cookie(), path: `/yjs/${docName.draft(sessionId)}` })
