import { pino } from 'pino'
import { createTRPCClient, httpLink } from '@trpc/client'
import { createAgent, readModelEnv } from '../agent/index.ts'
import {
  type ScriptedOptions,
  type ScriptedStep,
  scriptedEntry,
} from '../agent/testing/scripted-model.ts'
import type { AppRouter } from '../api/router.ts'
import type { PageBrowser } from '../browser/port.ts'
import { noBrowser } from '../browser/testing/no-browser.ts'
import { readConfig } from '../config.ts'
import { createLogger } from '../lib/logger.ts'
import { type Parts, startServer } from '../server.ts'
import { openSharedDatabase, openTestDatabase, type TestDatabase } from './database.ts'
import type { Sandboxes } from '../sandbox/port.ts'
import { createPlainSandboxes } from './plain-sandboxes.ts'
import { startTestRedis } from './redis.ts'

/**
 * An API client with a browser's cookie and Origin. `cookie` may come from another node; `more` are
 * headers that a proxy adds.
 */
export function createVisitor(url: string, cookie = '', more: Record<string, string> = {}) {
  const origin = new URL(url).origin
  const api = createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${url}/trpc`,
        fetch: async (input, init) => {
          const ask = async () => {
            const headers = new Headers(init?.headers)
            headers.set('origin', origin)
            for (const [name, value] of Object.entries(more)) headers.set(name, value)
            if (cookie) headers.set('cookie', cookie)
            const response = await fetch(input, { ...init, headers } as RequestInit)
            const set = response.headers.get('set-cookie')
            if (set) cookie = set.split(';', 1)[0] ?? ''
            return response
          }
          const first = await ask()
          // no_cookie: the refusal sets the cookie that proves that cookies are kept
          return first.status === 412 ? ask() : first
        },
      }),
    ],
  })
  return { api, origin, cookie: () => cookie }
}

export type Visitor = ReturnType<typeof createVisitor>

interface Options extends Pick<ScriptedOptions, 'tokenDelayMs' | 'fill'> {
  env?: Record<string, string>
  database?: TestDatabase
  pingMs?: number
  sandboxes?: Partial<Sandboxes>
  /** Instead of plain ones. */
  createSandboxes?: Parts['createSandboxes']
  template?: Parts['template']
  /** By default none. */
  browser?: PageBrowser
}

/** The whole server on port 0, with a fresh database and without sandboxes. */
export async function startAppServer(script: readonly ScriptedStep[], options: Options = {}) {
  const database = options.database ?? (await openTestDatabase('embedded'))
  const agent = await createAgent({
    env: readModelEnv({}),
    checkpointer: { database: database.connection },
    models: [scriptedEntry(script, options)],
    log: pino({ level: 'silent' }),
  })
  const config = readConfig({
    PORT: '0',
    // tests call faster than people
    MAX_CALLS_PER_MINUTE: '1000000',
    ...options.env,
  })
  const server = await startServer(config, {
    database,
    agent,
    browser: options.browser ?? noBrowser,
    createSandboxes:
      options.createSandboxes ??
      (async () => ({ ...createPlainSandboxes(), ...options.sandboxes })),
    template: options.template ?? [{ path: 'src/App.tsx', content: 'export default () => null\n' }],
    clientMiddleware: null,
    ...(options.pingMs !== undefined && { pingMs: options.pingMs }),
    logger: createLogger('error', pino.destination(2)),
  })
  return {
    ...server,
    db: database.db,
    visitor: (headers: Record<string, string> = {}) => createVisitor(server.url, '', headers),
    async [Symbol.asyncDispose]() {
      await server.close()
      await agent.close()
      await database[Symbol.asyncDispose]()
    },
  }
}

/** The nodes share one Postgres and one Redis; both must be installed. */
export async function startTwoServers(
  script: readonly ScriptedStep[],
  options: Omit<Options, 'database'> = {},
) {
  const redis = await startTestRedis()
  const [first, second] = await openSharedDatabase()
  const env = { ...options.env, REDIS_URL: redis.url }
  const a = await startAppServer(script, { ...options, env, database: first })
  const b = await startAppServer(script, { ...options, env, database: second })
  return {
    a,
    b,
    async [Symbol.asyncDispose]() {
      await a[Symbol.asyncDispose]()
      await b[Symbol.asyncDispose]()
      await redis.stop()
    },
  }
}
