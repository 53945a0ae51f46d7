/** The whole server with a canary in each variable and each kind of personal data, on every path that can be made to fail. */
import { zstdDecompressSync } from 'node:zlib'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { browserKeyHeader } from '../shared/browser-key.ts'
import { newId } from '../shared/ids.ts'
import { docName } from '../shared/protocol/doc-names.ts'
import { modelVariables } from '../shared/model-variables.ts'
import { readModelEnv } from './agent/index.ts'
import { configVariables, readConfig } from './config.ts'
import { readDatabaseUrl } from './db/database-url.ts'
import { withoutSecrets } from './lib/secrets.ts'
import { createVisitor } from './testing/app-server.ts'
import { startDoor, startEchoServices } from './testing/echo-services.ts'
import { rowsOf } from './testing/rows.ts'
import { hasTestPostgres, noPostgres, startTestPostgres } from './testing/postgres.ts'
import { hasRedis, noRedis, startTestRedis } from './testing/redis.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

function canaryOf(name: string): string {
  return `canary-${name.toLowerCase().replaceAll('_', '-')}-5d1e7b`
}

/** These are settings that people may see. Every other variable of the schemas gets a canary. */
const plain: Record<string, string> = {
  NODE_ENV: 'production',
  PORT: '0',
  HOST: '127.0.0.1',
  DATA_DIR: '',
  TEMPLATE_CACHE_DIR: '',
  PUBLIC_URL: 'https://fegg.example',
  TRUST_PROXY: '1',
  E2B_DOMAIN: '',
  E2B_SANDBOX_URL: '',
  E2B_TEMPLATE_ID: 'fegg',
  GITHUB_CLIENT_ID: 'client',
  OIDC_CLIENT_ID: 'client',
  OIDC_NAME: 'Acme',
  MAIL_FROM: 'fegg@fegg.example',
  SANDBOX_UNSAFE: '0',
  SANDBOX_IDLE_S: '60',
  SANDBOX_KEEP_S: '60',
  SANDBOX_POOL: '0',
  SANDBOX_LAUNCHER: 'plain',
  PREVIEW_DOMAIN: '',
  RUN_TIMEOUT_S: '60',
  RUN_STEPS: '40',
  RUN_TOKENS: '1000000',
  RUN_COST: '1',
  MODEL_PRICES: '{}',
  CHROME_PATH: '',
  CHECK_BROWSER: 'off',
  LOG_LEVEL: 'trace',
  ZAI_MODEL_NAME: 'zai',
  OPENAI_MODEL_NAME: 'openai',
  ANTHROPIC_MODEL_NAME: 'anthropic',
  ZAI_VISION: '0',
  OPENAI_VISION: '0',
  ANTHROPIC_VISION: '0',
}
/** Limits are numbers. */
const amounts = configVariables.filter((name) => name.startsWith('MAX_'))
for (const name of amounts) plain[name] = '1000'
const names = [...configVariables, ...Object.values(modelVariables).flat()]
const secretNames = names.filter((name) => !Object.hasOwn(plain, name))

interface Places {
  echo: string
  database: string
  redis: string
}

/** Addresses get the canary as their password, other variables as their value. */
function environment({ echo, database, redis }: Places): Record<string, string> {
  const addresses: Record<string, (canary: string) => string> = {
    DATABASE_URL: (canary) => `postgres://postgres:${canary}@${database}`,
    REDIS_URL: (canary) => `redis://:${canary}@${redis}`,
    SMTP_URL: (canary) => `smtp://me:${canary}@127.0.0.1:9`,
    OIDC_ISSUER: (canary) => `http://127.0.0.1:9/oidc?token=${canary}`,
    E2B_API_URL: (canary) => `http://${echo}/e2b?token=${canary}`,
    // fetch refuses an address with a password, and repeats it
    ZAI_BASE_URL: (canary) => `http://me:${canary}@${echo}/refuses`,
    OPENAI_BASE_URL: (canary) => `http://${echo}/streams?key=${canary}&v=`,
    ANTHROPIC_BASE_URL: (canary) => `http://${echo}/refuses?key=${canary}&v=`,
  }
  const secrets = secretNames.map((name) => {
    const canary = canaryOf(name)
    return [name, addresses[name]?.(canary) ?? canary] as const
  })
  return { ...plain, ...Object.fromEntries(secrets) }
}

describe('rule 12.3: every variable that may hold a secret', () => {
  const env = environment({ echo: 'a.example', database: 'b.example/x', redis: 'c.example' })
  test.each(secretNames)('%s: its canary is cut once the variables are read', (name) => {
    readConfig(env)
    readModelEnv(env)
    expect(withoutSecrets(`it is ${canaryOf(name)}`)).toBe('it is [hidden]')
  })

  test.each(names)('%s: a malformed value is refused without repeating it', (name) => {
    const value = `\u0001 ${canaryOf(name)}`
    for (const read of [readConfig, readModelEnv]) {
      try {
        read({ ...env, [name]: value })
      } catch (error) {
        expect(String(error)).not.toContain('canary')
      }
    }
  })
})

function start(env: Record<string, string>, args: string[] = []) {
  const child = spawn(process.execPath, [...args, join('server', 'main.ts')], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (data: Buffer) => (output += data.toString()))
  child.stderr.on('data', (data: Buffer) => (output += data.toString()))
  return { child, output: () => output }
}

async function urlOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output')
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^FeGG is ready on (\S+)/.exec(line)?.[1]
    if (url) return url
  }
  throw new Error('The server ended.')
}

/** Everything that the server sends while the socket is open. */
async function openSocket(url: string, cookie: string, first: string | Uint8Array) {
  const socket = new WebSocket(url.replace('http', 'ws'), {
    headers: { cookie, origin: new URL(url).origin },
  })
  const heard: string[] = []
  socket.on('message', (data: Buffer) => void heard.push(data.toString('latin1')))
  socket.on('close', (_code, reason) => void heard.push(reason.toString()))
  socket.on('error', (error) => void heard.push(String(error)))
  socket.on('open', () => socket.send(first))
  await new Promise<void>((resolve) => {
    socket.on('open', resolve)
    socket.on('close', () => resolve())
  })
  return { heard, close: () => socket.terminate() }
}

/** The Yjs message that asks for everything. */
const wholeDoc = Uint8Array.from([0, 0, 1, 0])

async function setUp() {
  const echo = await startEchoServices()
  const server = await startTestPostgres()
  if (!server) throw new Error(noPostgres)
  const given = new URL(server.url)
  const folder = given.searchParams.get('host')
  const door = await startDoor(
    folder
      ? { path: join(folder, '.s.PGSQL.5432') }
      : { host: given.hostname, port: Number(given.port || 5432) },
  )
  const redis = await startTestRedis()
  const admin = new Redis(redis.url)
  await admin.config('SET', 'requirepass', 'another password')
  admin.disconnect()
  const dataDir = mkdtempSync(join(tmpdir(), 'fegg-secrets-'))
  const env = {
    ...environment({
      echo: echo.host,
      database: `127.0.0.1:${door.port}${given.pathname}`,
      redis: new URL(redis.url).host,
    }),
    DATA_DIR: dataDir,
    LOG_LEVEL: 'trace',
  }
  const started = start(env)
  const url = await urlOf(started.child)
  return { echo, server, door, redis, dataDir, env, url, ...started }
}

const left = [hasTestPostgres() ? '' : noPostgres, hasRedis() ? '' : noRedis].filter(Boolean)
const title = `a server with canaries${left.length > 0 ? ` (left out: ${left.join(', ')})` : ''}`

describe.skipIf(left.length > 0)(title, () => {
  let world: Awaited<ReturnType<typeof setUp>>
  /** What browsers have got. */
  const answers: string[] = []
  const person = {
    email: 'canary-person@canary.example',
    password: 'canary-password-9c',
    prompt: 'canary-prompt-41 please',
    token: randomBytes(32).toString('base64url'),
  }
  /** What a person wrote is theirs, and stays. */
  const said = `${person.prompt} ${canaryOf('OPENAI_API_KEY')}`
  let cookie = ''

  const ask = async (path: string, init: RequestInit = {}, headers: object = {}) => {
    const response = await fetch(`${world.url}${path}`, {
      redirect: 'manual',
      ...init,
      headers: { origin: world.url, cookie, 'content-type': 'application/json', ...headers },
    })
    const text = await response.text()
    answers.push(JSON.stringify([...response.headers].filter(([name]) => name !== 'set-cookie')))
    answers.push(text)
    return response
  }
  const call = (path: string, input: object) =>
    ask(`/trpc/${path}`, { method: 'POST', body: JSON.stringify(input) })
  const query = (path: string, input: object) =>
    ask(`/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`)

  beforeAll(async () => {
    world = await setUp()
    const { url, door } = world
    const visitor = createVisitor(url)
    const { email, password, token } = person
    await visitor.api.auth.signUp.mutate({ name: 'Ada', email, password })
    cookie = visitor.cookie()
    await call('auth.signUp', { name: 'a\0b', email: `2${email}`, password })
    await call('auth.rename', { name: 'a\0b' })
    await call('auth.signIn', { email, password: `${password}\0` })
    const sockets: Array<Awaited<ReturnType<typeof openSocket>>> = []
    /** Asks the model for something in a session of its own, and listens. */
    const begin = async (model: string) => {
      const id = newId()
      await visitor.api.sessions.create.mutate({ id })
      await visitor.api.sessions.setModel.mutate({ id, model })
      const input = { sessionId: id, after: 0 }
      const params = { path: 'events.subscribe', input }
      const follow = JSON.stringify({ id: 1, method: 'subscription', params })
      sockets.push(
        await openSocket(`${url}/trpc`, cookie, follow),
        await openSocket(`${url}/yjs/${docName.record(id)}`, cookie, wholeDoc),
      )
      const message = { id: newId(), sessionId: id, text: said, delivery: 'after' as const }
      await visitor.api.messages.send.mutate(message)
      return id
    }
    const [sessionId = newId()] = await Promise.all(['zai', 'openai', 'anthropic'].map(begin))
    const pool = new pg.Pool({ ...readDatabaseUrl(world.server.url).at(-1), max: 1 })
    const sql = rowsOf(pool)
    const waitMs = { timeout: 60_000, interval: 50 }
    await vi.waitFor(async () => {
      const ended = await sql`select 1 from runs where ended_at is not null`
      expect(ended).toHaveLength(3)
    }, waitMs)
    await query('preview.address', { sessionId })
    await ask('/readyz')
    await ask('/metrics')
    await ask(`/join/${token}?token=${token}`)
    const browser = { [browserKeyHeader]: token }
    await ask(`/auth/github/callback?code=${token}&state=${token}`)
    await ask(`/auth/oidc/callback?code=${token}&state=${token}`)
    for (const way of ['Github', 'Oidc'])
      await ask(`/trpc/auth.start${way}`, { method: 'POST' }, browser)
    await ask(
      '/trpc/auth.finishOidc',
      { method: 'POST', body: JSON.stringify({ query: `?code=${token}&state=${token}` }) },
      browser,
    )
    await call('account.requestReset', { email })
    await query('account.lookAtReset', { token })
    await ask('/trpc/auth.signIn', { method: 'POST', body: `{"email": ${email}` })
    await ask('/%E0%A4%A')
    door.shut()
    await query('auth.me', {})
    await query('invites.look', { token })
    await call('auth.signIn', { email, password })
    await call('messages.send', { id: newId(), sessionId, text: said, delivery: 'after' })
    await ask(`/pictures/${sessionId}?v=1`)
    await ask('/readyz')
    await ask(`/auth/github/callback?code=${token}&state=${token}`)
    for (const path of ['/trpc', `/yjs/${docName.record(sessionId)}`]) {
      const refused = await openSocket(`${url}${path}`, cookie, '')
      answers.push(...refused.heard)
      refused.close()
    }
    door.open()
    for (const socket of sockets) {
      answers.push(...socket.heard)
      socket.close()
    }
    await pool.end()
  }, 120_000)

  afterAll(async () => {
    if (world.child.exitCode === null) {
      world.child.kill('SIGKILL')
      await once(world.child, 'exit')
    }
    await world.echo[Symbol.asyncDispose]()
    await world.door[Symbol.asyncDispose]()
    await world.redis.stop()
    await world.server.stop()
    rmSync(world.dataDir, { recursive: true, force: true })
  })

  /** The canaries in a text, with what is around them; also in base64 and hex. */
  function leaksIn(text: string): string[] {
    const found = [...text.matchAll(/.{0,60}canary-[\w-]*5d1e7b/gs)].map(([leak]) => leak)
    const hidden = secretNames.map(canaryOf).flatMap((canary) => {
      const middle = Buffer.from(canary).toString('base64').slice(4, -8)
      return [Buffer.from(canary).toString('hex'), middle, btoa(`:${canary}`).slice(4, -8)]
    })
    return [...found, ...hidden.filter((form) => text.includes(form))]
  }

  test('rule 12.3: no configured secret is in its log', () => {
    expect(leaksIn(world.output())).toEqual([])
    // the paths were taken
    for (const said of ['ReplyError', 'not ready', 'a call failed', 'sandbox did not start'])
      expect(world.output()).toContain(said)
  })

  test('rule 12.3: no configured secret is in an answer, an event or a record', () => {
    const text = answers.join('\n')
    expect(leaksIn(text.replaceAll(said, ''))).toEqual([])
    expect(text).toContain('Your key is [hidden]')
    expect(text).toContain('You sent [hidden]')
  })

  test('rule 12.4: no answer holds a statement of the database, or the cookie in it', () => {
    const text = answers.join('\n')
    expect(text).not.toMatch(/Failed query|select "|params:/)
    expect(text).not.toContain(cookie.split('=')[1])
    expect(text).toContain('Something went wrong on the server.')
  })

  test('rule 12.3: no configured secret is told to a model', () => {
    const bodies = world.echo.bodies.join('\n')
    expect(leaksIn(bodies)).toEqual([])
    expect(bodies).toContain('canary-prompt-41 please [hidden]')
  })

  test('rule 12.3: no configured secret is in a row that people have not written', async () => {
    const pool = new pg.Pool({ ...readDatabaseUrl(world.server.url).at(-1), max: 1 })
    const sql = rowsOf(pool)
    const tables = await sql`select table_schema || '."' || table_name || '"' as name
      from information_schema.tables where table_schema in ('public', 'langgraph')`
    for (const { name } of tables) {
      const { rows } = await pool.query(`select t::text as row from ${String(name)} t`)
      const text = rows.map(({ row }) => String(row)).join('\n')
      expect(leaksIn(text.replaceAll(said, '')), String(name)).toEqual([])
      expect(text, String(name)).not.toContain(person.password)
    }
    const files = await sql`select content, encoding from blobs`.catch(() => [])
    const texts = files.map(({ content, encoding }) => {
      const bytes = z.instanceof(Buffer).parse(content)
      return (encoding === 'zstd' ? zstdDecompressSync(bytes) : bytes).toString('latin1')
    })
    expect(leaksIn(texts.join('\n'))).toEqual([])
    await pool.end()
  })

  test.each([
    ['e-mail address', () => person.email],
    ['password', () => person.password],
    ['password hash', () => '$argon2'],
    ['prompt', () => 'canary-prompt'],
    ['link token', () => person.token],
    ['cookie', () => cookie.split('=')[1] ?? '-'],
  ])('rule 12.4: nobody’s %s is in its log', (_kind, value) => {
    const text = world.output()
    const at = text.indexOf(value())
    expect(at < 0 ? '' : text.slice(Math.max(0, at - 300), at + 100)).toBe('')
  })

  test.each([
    [
      'a database that does not answer',
      (env: Record<string, string>) => ({
        ...env,
        DATABASE_URL: `postgres://me:${canaryOf('DATABASE_URL')}@127.0.0.1:1/x`,
      }),
      [],
    ],
    [
      'a malformed address of a database',
      (env: Record<string, string>) => ({
        ...env,
        DATABASE_URL: `postgres://me:${canaryOf('DATABASE_URL')}@a:b:c/x`,
      }),
      [],
    ],
    ['an error that nobody handles', (env: Record<string, string>) => env, ['--import', unhandled]],
  ])(
    'rule 12.4: %s ends the server without a secret in its last words',
    async (_why, change, args) => {
      const { child, output } = start(change(world.env), args)
      onTestFinished(() => void child.kill('SIGKILL'))
      const [code] = await once(child, 'close')
      expect(code).toBe(1)
      expect(output()).toMatch(/^fegg: /m)
      expect(leaksIn(output())).toEqual([])
      expect(output()).not.toContain('canary')
    },
  )
})

/** Throws once the server has begun to start. */
const unhandled = `data:text/javascript,${encodeURIComponent(`
  const timer = setInterval(() => {
    if (process.listenerCount('uncaughtException') === 0) return
    clearInterval(timer)
    const key = process.env.OPENAI_API_KEY
    const error = Object.assign(new Error('broke ' + key), { params: [key], headers: { key } })
    Promise.reject(error)
  }, 1)`)}`
