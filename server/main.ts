import { pino } from 'pino'
import { z } from 'zod'
import { createAgent, readModelEnv, setupCheckpointer } from './agent/index.ts'
import { ConfigError, readConfig } from './config.ts'
import { openDatabase } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import { openBrowser } from './open-browser.ts'
import { describeError } from './lib/describe-error.ts'
import { createLogger } from './lib/logger.ts'
import { withoutSecrets } from './lib/secrets.ts'
import { openSandboxBackend, requireConfinedChoice } from './open-sandbox-backend.ts'
import { readProcessLimits, requireLimits } from './process-limits.ts'
import { requireFreeAddress } from './require-free-address.ts'
import { type RunningServer, startServer } from './server.ts'
import { startErrorText } from './start-error-text.ts'
import { startNotes } from './start-notes.ts'
import { stopWithin } from './stop.ts'

/** Below what process managers grant between SIGTERM and SIGKILL: 10 s in Docker, 30 s in our compose file. */
const stopLimitMs = 8_000

async function boot(): Promise<RunningServer> {
  const config = readConfig(process.env)
  const modelEnv = readModels(process.env)
  const limits = readProcessLimits()
  requireLimits(limits)
  requireConfinedChoice(config)
  await requireFreeAddress(config)
  for (const note of startNotes(config, limits.openFiles)) process.stderr.write(`fegg: ${note}\n`)
  const logger = createLogger(config.logLevel, pino.destination(2))
  const logLine = {
    info: (message: string) => logger.info(message),
    error: (message: string) => logger.error(message),
  }
  const { databaseUrl, dataDir } = config
  const database = await openDatabase({ databaseUrl, dataDir, log: logLine })
  try {
    await migrate(database, setupCheckpointer)
    const agent = await createAgent({
      env: modelEnv,
      checkpointer: { database: database.connection },
      limits: config.runBudget,
      prices: config.modelPrices,
      log: logger,
    })
    const { template, createSandboxes } = await openSandboxBackend(config, logger)
    const clientMiddleware = config.production
      ? null
      : (await import('./http/dev-client.ts')).createDevClient()
    const browser = openBrowser(config, logger)
    const server = await startServer(config, {
      database,
      agent,
      browser,
      createSandboxes,
      template,
      clientMiddleware: await clientMiddleware,
      logger,
    })
    return {
      ...server,
      async close(step) {
        await server.close(step)
        await agent.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

function readModels(env: NodeJS.ProcessEnv) {
  try {
    return readModelEnv(env)
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    const issue = error.issues[0]
    throw new ConfigError(`${String(issue?.path[0])} ${issue?.message}`)
  }
}

// Node would print everything that the error holds: statements, commands, headers.
process.on('uncaughtException', (error) => {
  const said = withoutSecrets(JSON.stringify(describeError(error)))
  process.stderr.write(`fegg: stopped by an unexpected error: ${said}\n`)
  process.exit(1)
})

const started = Date.now()
try {
  const server = await boot()
  process.stdout.write(
    `FeGG is ready on ${server.url} (${((Date.now() - started) / 1_000).toFixed(1)} s)\n`,
  )
  let closing = false
  const stop = () => {
    if (closing) process.exit(1)
    closing = true
    const say = (line: string) => process.stderr.write(`fegg: ${line}\n`)
    stopWithin((step) => server.close(step), stopLimitMs, say).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`fegg: ${startErrorText(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
} catch (error) {
  process.stderr.write(`fegg: ${startErrorText(error)}\n`)
  process.exit(1)
}
