import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { templateCache } from '../../e2e/support/server.ts'
import { createAgent, readModelEnv } from '../../server/agent/index.ts'
import { createNoBrowser } from '../../server/browser/no-browser.ts'
import { readConfig } from '../../server/config.ts'
import { openSandboxBackend } from '../../server/open-sandbox-backend.ts'
import { startServer } from '../../server/server.ts'
import { openTestDatabase } from '../../server/testing/database.ts'
import { changeFiles } from '../../server/versions/working-tree.ts'
import { newId } from '../../shared/ids.ts'
import { nowMs } from '../fanout/messages.ts'
import { becomeGuest } from '../paint/ours.ts'
import { type FromServer, ToServer } from './messages.ts'

/** Writes files as an agent's tool does. */
const logger = pino({ level: 'error' }, pino.destination(2))
const dataDir = await mkdtemp(join(tmpdir(), 'fegg-bench-'))
const config = readConfig({ PORT: '0', DATA_DIR: dataDir, TEMPLATE_CACHE_DIR: templateCache })
const database = await openTestDatabase('embedded')
const agent = await createAgent({
  env: readModelEnv({}),
  checkpointer: { database: database.connection },
  log: logger,
})
const { template, createSandboxes } = await openSandboxBackend(config, logger)
const browser = createNoBrowser('This bench checks no page.')
const parts = {
  database,
  agent,
  browser,
  template,
  createSandboxes,
  clientMiddleware: null,
  logger,
}
const server = await startServer(config, parts)
const guest = await becomeGuest(server.url)
const sessionId = newId()
await guest.api.sessions.create.mutate({ id: sessionId })

function tell(message: FromServer) {
  return process.send?.(message)
}

process.on('message', async (message) => {
  const { path, content } = ToServer.parse(message)
  const began = nowMs()
  await server.services.lockSession(sessionId, (transaction) =>
    changeFiles(transaction, [{ path, content }], null),
  )
  tell({ type: 'written', began, committed: nowMs() })
})
process.on('disconnect', async () => {
  await server.close()
  await agent.close()
  await database[Symbol.asyncDispose]()
  await rm(dataDir, { recursive: true, force: true })
  process.exit(0)
})
tell({ type: 'ready', url: server.url, cookie: guest.cookie(), sessionId })
