import { isIP } from 'node:net'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { hideSecrets } from './lib/secrets.ts'
import type { Quotas } from './lib/quotas.ts'

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

const root = fileURLToPath(new URL('..', import.meta.url))

/** Treats an empty variable as unset, and passes over blanks around a value. */
function optional<T extends z.ZodType>(schema: T) {
  const trimmed = (value: unknown) => (typeof value === 'string' ? value.trim() : value)
  return z.preprocess((value) => trimmed(value) || undefined, schema.optional())
}

function number(min: number, max: number) {
  const error = `must be a number from ${min} to ${max}`
  return z.coerce.number(error).min(min, error).max(max, error)
}

function whole(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`
  return z.coerce.number(error).int(error).min(min, error).max(max, error)
}

const HttpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address' })
  .transform((value) => new URL(value))
const Origin = HttpUrl.refine(
  (url) => url.href === `${url.origin}/`,
  'must be an address without a path, such as https://fegg.example.com: the app needs a host name of its own',
)
const LogLevel = z
  .string()
  .toLowerCase()
  .pipe(z.enum(logLevels, `must be one of ${logLevels.join(', ')}`))
/** Without brackets, as Node takes it. */
const Host = z
  .string()
  .transform((text) => /^\[(.+)\]$/.exec(text)?.[1] ?? text)
  .refine(
    (text) => isIP(text) !== 0 || /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/i.test(text),
    'must be an IP address or a host name, without a port (PORT sets that)',
  )
/** What a million tokens cost, by the model's name. */
const Prices = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON' })
      return z.NEVER
    }
  })
  .pipe(
    z.record(
      z.string(),
      z.strictObject({ input: z.number().min(0), output: z.number().min(0) }),
      'must be JSON such as {"gpt-5.1":{"input":1.25,"output":10}}',
    ),
  )
const flag = z.enum(['0', '1'], 'must be 0 or 1').transform((value) => value === '1')
const amount = z.coerce
  .number('must be a number')
  .int('must be a whole number')
  .min(1, 'must be at least 1')
  .max(1_000_000, 'must be at most 1000000')
const HostName = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?$/i,
    'must be a domain, such as preview.example.com',
  )

function isPrefix(bits: string, version: number): boolean {
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)
}

/** IP address, CIDR range or one of Fastify's named ranges. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.trim().split('/')
  if (bits === undefined && /^(loopback|linklocal|uniquelocal)$/.test(address)) return true
  return isIP(address) > 0 && more.length === 0 && isPrefix(bits ?? '0', isIP(address))
}

const Proxies = z
  .string()
  .refine(
    (text) => /^\d{1,2}$/.test(text) || text.split(',').every(isNetwork),
    'must be a number of proxies, or their addresses with commas between',
  )
  .transform((text) => (/^\d+$/.test(text) ? Number(text) : text))

const Environment = z.object({
  NODE_ENV: optional(z.string()),
  PORT: optional(whole(0, 65_535)),
  HOST: optional(Host),
  DATA_DIR: optional(z.string()),
  TEMPLATE_CACHE_DIR: optional(z.string()),
  PUBLIC_URL: optional(Origin),
  TRUST_PROXY: optional(Proxies),
  DATABASE_URL: optional(
    z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://'),
  ),
  REDIS_URL: optional(z.string().regex(/^rediss?:\/\//, 'must begin with redis:// or rediss://')),
  E2B_API_KEY: optional(z.string()),
  E2B_DOMAIN: optional(HostName),
  E2B_API_URL: optional(HttpUrl),
  E2B_SANDBOX_URL: optional(HttpUrl),
  E2B_TEMPLATE_ID: optional(z.string()),
  GITHUB_CLIENT_ID: optional(z.string()),
  GITHUB_CLIENT_SECRET: optional(z.string()),
  OIDC_ISSUER: optional(HttpUrl),
  OIDC_CLIENT_ID: optional(z.string()),
  OIDC_CLIENT_SECRET: optional(z.string()),
  OIDC_NAME: optional(z.string().max(40, 'must have at most 40 characters')),
  SMTP_URL: optional(
    z
      .string()
      // the value has a password: the message must not repeat it
      .refine(
        (text) => /^smtps?:\/\//.test(text) && URL.canParse(text),
        'must be an smtp:// or smtps:// address',
      ),
  ),
  MAIL_FROM: optional(
    z
      .string()
      .regex(
        /^([^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/,
        'must be an address, or a name and an <address>',
      ),
  ),
  SANDBOX_UNSAFE: optional(flag),
  SANDBOX_IDLE_S: optional(number(1, 86_400)),
  SANDBOX_KEEP_S: optional(number(1, 30 * 86_400)),
  SANDBOX_POOL: optional(whole(0, 100)),
  SANDBOX_LAUNCHER: optional(z.enum(['auto', 'bubblewrap', 'plain'])),
  CHROME_PATH: optional(z.string()),
  CHECK_BROWSER: optional(z.enum(['auto', 'off'], 'must be auto or off')),
  PREVIEW_DOMAIN: optional(HostName),
  RUN_TIMEOUT_S: optional(number(1, 86_400)),
  RUN_STEPS: optional(whole(1, 1_000)),
  RUN_TOKENS: optional(whole(1_000, 1_000_000_000)),
  RUN_COST: optional(number(0.000_001, 1_000_000)),
  MODEL_PRICES: optional(Prices),
  LOG_LEVEL: optional(LogLevel),
  MAX_SESSIONS_PER_WORKSPACE: optional(amount),
  MAX_SESSIONS_PER_HOUR: optional(amount),
  MAX_WORKSPACES_PER_PERSON: optional(amount),
  MAX_WAITING_MESSAGES: optional(amount),
  MAX_RUNS: optional(amount),
  MAX_RUNS_PER_WORKSPACE: optional(amount),
  MAX_SOCKETS: optional(amount),
  MAX_SOCKETS_PER_ADDRESS: optional(amount),
  MAX_SOCKETS_PER_PERSON: optional(amount),
  MAX_CALLS_PER_MINUTE: optional(amount),
  MAX_SANDBOXES: optional(amount),
  MAX_HEAVY_JOBS: optional(amount),
  MAX_PREVIEW_PORTS: optional(amount),
})

export const configVariables = Environment.keyof().options

export interface Config {
  production: boolean
  port: number
  host: string
  dataDir: string
  /** Servers may share it. */
  templateDir: string
  publicUrl: URL | null
  /** Fastify's `trustProxy`. */
  trustProxy: number | string | false
  databaseUrl: string | undefined
  redisUrl: string | undefined
  e2b: {
    apiKey: string | undefined
    domain: string | undefined
    apiUrl: string | undefined
    sandboxUrl: string | undefined
    templateId: string
  }
  github: { id: string; secret: string } | null
  oidc: { issuer: URL; id: string; secret: string; name: string } | null
  mail: { url: string; from: string } | null
  sandboxUnsafe: boolean
  sandboxIdleMs: number
  sandboxKeepMs: number
  /** Sandboxes started ahead of need. */
  sandboxPool: number
  sandboxLauncher: 'auto' | 'bubblewrap' | 'plain'
  previewDomain: string | null
  /** The program that looks at pages: a path, undefined for an installed one; or off. */
  checkBrowser: { program: string | undefined } | 'off'
  runTimeoutMs: number
  /** Null: no limit. */
  runBudget: { steps: number; tokens: number | null; cost: number | null }
  /** Of a million tokens, by the model's name. */
  modelPrices: Readonly<Record<string, { input: number; output: number }>>
  quotas: Quotas
  logLevel: (typeof logLevels)[number]
  env: NodeJS.ProcessEnv
}

/** About what one running sandbox takes. */
const sandboxBytes = 220 * 2 ** 20

/** Sandboxes get 60% of this machine's memory; E2B's have machines of their own. */
function defaultSandboxes({ E2B_API_KEY }: z.output<typeof Environment>): number {
  if (E2B_API_KEY !== undefined) return 1_000
  return Math.max(4, Math.floor((totalmem() * 0.6) / sandboxBytes))
}

/** E2B's machines do the work of its sandboxes. */
function defaultHeavyJobs({ E2B_API_KEY }: z.output<typeof Environment>): number {
  return E2B_API_KEY === undefined ? availableParallelism() + 1 : 100
}

function quotasOf(values: z.output<typeof Environment>): Quotas {
  return {
    // as many as the workspace's page lists
    sessionsPerWorkspace: values.MAX_SESSIONS_PER_WORKSPACE ?? 200,
    sessionsPerHour: values.MAX_SESSIONS_PER_HOUR ?? 100,
    workspacesPerPerson: values.MAX_WORKSPACES_PER_PERSON ?? 20,
    waitingMessages: values.MAX_WAITING_MESSAGES ?? 50,
    runs: values.MAX_RUNS ?? 20,
    runsPerWorkspace: values.MAX_RUNS_PER_WORKSPACE ?? 20,
    sockets: values.MAX_SOCKETS ?? 10_000,
    socketsPerAddress: values.MAX_SOCKETS_PER_ADDRESS ?? 2_000,
    socketsPerPerson: values.MAX_SOCKETS_PER_PERSON ?? 500,
    callsPerMinute: values.MAX_CALLS_PER_MINUTE ?? 6_000,
    sandboxes: values.MAX_SANDBOXES ?? defaultSandboxes(values),
    heavyJobs: values.MAX_HEAVY_JOBS ?? defaultHeavyJobs(values),
    previewPorts: values.MAX_PREVIEW_PORTS ?? 500,
  }
}

/** A sandbox in the pool takes about 140 MB. */
function defaultPool(): number {
  return totalmem() >= 3 * 2 ** 30 ? 1 : 0
}

/** The message is one line for the person who starts the server. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** Hides the secrets. Throws ConfigError, which names the variable and the problem. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  hideSecrets(env)
  const parsed = Environment.safeParse(env)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new ConfigError(`${String(issue?.path[0] ?? 'environment')} ${issue?.message ?? ''}`)
  }
  const values = parsed.data
  const { GITHUB_CLIENT_ID: id, GITHUB_CLIENT_SECRET: secret } = values
  if ((id === undefined) !== (secret === undefined))
    throw new ConfigError('GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET belong together')
  const oidc = readOidc(values)
  const mail = readMail(values)
  const { SANDBOX_IDLE_S: idleS = 900, SANDBOX_KEEP_S: keepS = Math.max(idleS, 14_400) } = values
  if (keepS < idleS) throw new ConfigError('SANDBOX_KEEP_S must not be less than SANDBOX_IDLE_S')
  if (values.RUN_COST !== undefined && values.MODEL_PRICES === undefined)
    throw new ConfigError('RUN_COST needs MODEL_PRICES')
  const production = values.NODE_ENV !== 'development'
  const dataDir = values.DATA_DIR ?? join(root, '.data')
  return {
    production,
    port: values.PORT ?? 4000,
    host: values.HOST ?? '127.0.0.1',
    dataDir,
    templateDir: values.TEMPLATE_CACHE_DIR ?? join(dataDir, 'template'),
    publicUrl: values.PUBLIC_URL ?? null,
    trustProxy: values.TRUST_PROXY ?? false,
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    e2b: {
      apiKey: values.E2B_API_KEY,
      domain: values.E2B_DOMAIN,
      apiUrl: values.E2B_API_URL?.href.replace(/\/$/, ''),
      sandboxUrl: values.E2B_SANDBOX_URL?.href.replace(/\/$/, ''),
      templateId: values.E2B_TEMPLATE_ID ?? 'fegg',
    },
    github: id && secret ? { id, secret } : null,
    oidc,
    mail,
    sandboxUnsafe: values.SANDBOX_UNSAFE ?? false,
    sandboxIdleMs: idleS * 1_000,
    sandboxKeepMs: keepS * 1_000,
    sandboxPool: values.SANDBOX_POOL ?? defaultPool(),
    sandboxLauncher: values.SANDBOX_LAUNCHER ?? 'auto',
    previewDomain: values.PREVIEW_DOMAIN ?? null,
    checkBrowser: values.CHECK_BROWSER === 'off' ? 'off' : { program: values.CHROME_PATH },
    logLevel: values.LOG_LEVEL ?? (production ? 'warn' : 'info'),
    runTimeoutMs: (values.RUN_TIMEOUT_S ?? 300) * 1_000,
    runBudget: {
      steps: values.RUN_STEPS ?? 40,
      tokens: values.RUN_TOKENS ?? null,
      cost: values.RUN_COST ?? null,
    },
    modelPrices: values.MODEL_PRICES ?? {},
    quotas: quotasOf(values),
    env,
  }
}

type Values = z.infer<typeof Environment>

function readOidc(values: Values): Config['oidc'] {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: id, OIDC_CLIENT_SECRET: secret } = values
  if (!issuer && !id && !secret) return null
  if (!issuer || !id || !secret)
    throw new ConfigError('OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together')
  if (issuer.protocol === 'http:' && !/^(localhost|127\.0\.0\.1|\[::1\])$/.test(issuer.hostname))
    throw new ConfigError('OIDC_ISSUER must be an https address')
  if (!values.PUBLIC_URL)
    throw new ConfigError('OIDC_ISSUER needs PUBLIC_URL, to which the provider sends people back')
  return { issuer, id, secret, name: values.OIDC_NAME?.trim() || issuer.hostname }
}

function readMail(values: Values): Config['mail'] {
  const { SMTP_URL: url, PUBLIC_URL: publicUrl, MAIL_FROM: from } = values
  if (!url) return null
  if (!publicUrl) throw new ConfigError('SMTP_URL needs PUBLIC_URL, to which links in e-mails lead')
  return { url, from: from ?? `FeGG <no-reply@${publicUrl.hostname}>` }
}
