import { createServer } from 'node:http'
import { once } from 'node:events'
import Fastify from 'fastify'
import { DrizzleQueryError } from 'drizzle-orm'
import { Redis } from 'ioredis'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createRedisBus } from '../bus/redis-bus.ts'
import { ModelError } from '../agent/model-errors.ts'
import { startTestRedis, hasRedis, noRedis } from '../testing/redis.ts'
import { createLogger } from './logger.ts'
import { hideSecret } from './secrets.ts'

const canary = 'canary-7f3a9c'
hideSecret(`${canary}-configured`)

const Line = z.looseObject({ msg: z.string().optional(), err: z.unknown().optional() })

function openLog(level = 'trace') {
  const lines: string[] = []
  const logger = createLogger(level, { write: (line) => void lines.push(line) })
  return { lines, logger, last: () => Line.parse(JSON.parse(lines.at(-1) ?? '')) }
}

function withFields(error: Error, given: object): Error {
  return Object.assign(error, given)
}

function postgresError(message: string, code: string): pg.DatabaseError {
  return withFields(new pg.DatabaseError(message, 1, 'error'), {
    code,
    severity: 'ERROR',
    detail: `Key (email)=(${canary}@x.org) already exists.`,
    where: `COPY users, line 1: "${canary}"`,
    internalQuery: `select '${canary}'`,
    query: `select '${canary}'`,
    parameters: [canary],
    table: 'users',
    constraint: 'users_email',
  }) as pg.DatabaseError
}

/** Each holds the canary; `kept` is what the log must still tell. */
const errors: Record<string, { error: unknown; kept: string[] }> = {
  'a failed query of drizzle': {
    error: new DrizzleQueryError(
      `insert into "users" values ($1) -- ${canary}`,
      [canary, `\n    at ${canary} (/a.js:1:1)`],
      postgresError('duplicate key value violates unique constraint "users_email"', '23505'),
    ),
    kept: ['DrizzleQueryError', 'Failed query', 'users_email', '23505', 'duplicate key value'],
  },
  'a data exception of Postgres': {
    error: postgresError(`invalid input syntax for type uuid: "${canary}"`, '22P02'),
    kept: ['invalid input syntax for type uuid', '22P02', 'ERROR', 'users'],
  },
  "a failed query in another error's text": {
    error: new Error(String(new DrizzleQueryError('select $1', [canary], new Error('x')))),
    kept: ['Failed query'],
  },
  "ioredis' error": {
    error: withFields(new Error('WRONGPASS invalid username-password pair'), {
      name: 'ReplyError',
      command: { name: 'auth', args: ['default', canary] },
      previousErrors: [{ command: { args: [canary] } }],
    }),
    kept: ['WRONGPASS', 'ReplyError'],
  },
  "a provider's error": {
    error: new ModelError('model_refused', 'refused', {
      cause: withFields(new Error('400 bad request'), {
        status: 400,
        headers: { authorization: `Bearer ${canary}` },
        error: { message: canary },
        request: { headers: { cookie: canary } },
        response: { config: { auth: canary } },
        lc_error_code: 'MODEL_AUTHENTICATION',
      }),
    }),
    kept: ['model_refused', '400 bad request', 'MODEL_AUTHENTICATION'],
  },
  'several errors': {
    error: new AggregateError([
      withFields(new Error('connect ECONNREFUSED 127.0.0.1:1'), {
        code: 'ECONNREFUSED',
        port: 1,
        options: { password: canary },
      }),
    ]),
    kept: ['AggregateError', 'ECONNREFUSED'],
  },
  'an address with a password': {
    error: withFields(new TypeError(`cannot reach https://me:${canary}@models.example/v1`), {
      input: canary,
    }),
    kept: ['models.example', 'TypeError'],
  },
  'an address of Postgres with any password': {
    error: new Error(`cannot reach postgres://me:a@b/${canary}@db.example/x`),
    kept: ['db.example'],
  },
  'a header that was refused': {
    error: new TypeError(`Headers.append: "Bearer ${canary}" is an invalid header value.`),
    kept: ['Headers.append'],
  },
  'a configured secret in its own words': {
    error: new Error(`no ${canary}-configured here`, { cause: `${canary}-configured` }),
    kept: ['no [hidden] here'],
  },
  'an e-mail address and a hash': {
    error: new Error(`${canary}@example.org has $argon2id$v=19$${canary}`),
    kept: ['has'],
  },
  'a text that is not JSON': {
    error: thrownBy(() => JSON.parse(`{"cookie": ${canary}}`)),
    kept: ['SyntaxError', 'is not valid JSON'],
  },
  'a getter that throws': {
    error: Object.defineProperty(new Error('odd'), 'cause', {
      get() {
        throw new Error(canary)
      },
    }),
    kept: ['odd'],
  },
  'a circle of causes': { error: circle(), kept: ['round'] },
  'a text that was thrown': { error: `Bearer ${canary}`, kept: [] },
  'an object that was thrown': { error: { code: 'E1', password: canary }, kept: ['E1'] },
}

function thrownBy(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

function circle(): Error {
  const error: Error & { held?: string } = new Error('round')
  error.held = canary
  error.cause = error
  return error
}

const ways: Array<[string, (log: ReturnType<typeof openLog>['logger'], error: unknown) => void]> = [
  ['as err', (log, error) => log.error({ err: error }, 'it failed')],
  ['as err, without words', (log, error) => log.error({ err: error })],
  ['under another key', (log, error) => log.warn({ reason: error }, 'it failed')],
  ['by a child', (log, error) => log.child({ a: 1 }).error({ err: error }, 'it failed')],
  ['by itself', (log, error) => log.error(error as Error)],
]

describe.each(ways)('rule 12.4: an error logged %s tells no more than its kind', (way, write) => {
  const cases = Object.entries(errors).filter(
    ([, { error }]) => error instanceof Error || way.startsWith('as err') || way === 'by a child',
  )
  test.each(cases)('%s', (_name, { error, kept }) => {
    const log = openLog()
    write(log.logger, error)
    const line = log.lines.join('')
    expect(line).not.toBe('')
    expect(line).not.toContain(canary)
    for (const word of kept) expect(line).toContain(word)
    expect(() => log.last()).not.toThrow()
  })
})

test('rule 12.4: an error keeps its frames, and those of its causes', () => {
  const log = openLog()
  log.logger.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'it failed')
  const Described = z.object({ stack: z.string(), cause: z.object({ stack: z.string() }) })
  const { stack, cause } = Described.parse(log.last().err)
  expect(stack).toMatch(/^ +at .*logger\.test\.ts/)
  expect(cause.stack).toMatch(/^ +at .*logger\.test\.ts/)
})

test('rule 12.4: headers, arguments and addresses of requests are not logged', async () => {
  const log = openLog()
  const details = { cookie: canary, args: [canary], headers: { a: canary } }
  log.logger.error({ ...details, command: details }, 'it failed')
  const app = Fastify({ loggerInstance: log.logger })
  app.get('/fails', () => {
    throw new DrizzleQueryError('select', [canary], new Error('x'))
  })
  await app.inject({ url: `/fails?token=${canary}`, headers: { cookie: canary } })
  await app.close()
  expect(log.lines.length).toBeGreaterThan(1)
  expect(log.lines.join('')).not.toContain(canary)
})

test.skipIf(!hasRedis())(
  `rule 12.4: a wrong password for Redis is not logged${hasRedis() ? '' : ` (left out: ${noRedis})`}`,
  async () => {
    await using server = await startTestRedis()
    const admin = new Redis(server.url)
    await admin.config('SET', 'requirepass', 'another password')
    admin.disconnect()
    const log = openLog()
    const url = server.url.replace('//', `//:${canary}@`)
    const bus = await createRedisBus({ url, node: 'a', log: log.logger })
    await bus.close()
    expect(log.lines.join('')).toContain('ReplyError')
    expect(log.lines.join('')).not.toContain(canary)
  },
)

test('rule 12.4: a refused fetch is told without what it carried', async () => {
  const log = openLog()
  const server = createServer((_request, response) => response.destroy())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  for (const url of [`http://127.0.0.1:${port}/?q=1`, `http://me:${canary}@127.0.0.1:${port}/`]) {
    await fetch(url, { headers: { authorization: canary } }).catch((error: unknown) =>
      log.logger.error({ err: error }, 'not fetched'),
    )
  }
  server.close()
  expect(log.lines).toHaveLength(2)
  expect(log.lines.join('')).not.toContain(canary)
})
