import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import type { ClientConfig } from 'pg'
import { errorText } from '../lib/describe-error.ts'
import { DatabaseUnreachableError } from './errors.ts'

export type Ways = readonly [ClientConfig, ...ClientConfig[]]

const form = 'it has the form postgres://user:password@host:5432/name'
const hint =
  'In the user, the password and the name write @ as %40, : as %3A, / as %2F, # as %23, ? as %3F and % as %25'
const defaultPort = 5432

/** Parameters of other clients, and of libpq, that change nothing here. */
const ignored = new Set(
  `channel_binding client_encoding connection_limit fallback_application_name gssdelegation gssencmode
  gsslib hostaddr keepalives keepalives_count keepalives_idle keepalives_interval krbsrvname
  load_balance_hosts max_protocol_version min_protocol_version passfile pgbouncer pool_mode pool_timeout
  replication require_auth requirepeer socket_timeout sslaccept sslcompression sslcrl sslcrldir sslidentity
  sslpassword sslsni statement_cache_size supa target_session_attrs tcp_user_timeout uselibpqcompat
  workaround`.split(/\s+/),
)
const read = new Set(
  `application_name connect_timeout dbname host idle_in_transaction_session_timeout lock_timeout options
  password port schema ssl sslcert sslkey sslmode sslnegotiation sslrootcert
  statement_timeout user`.split(/\s+/),
)

const sslModes = [
  'disable',
  'allow',
  'prefer',
  'require',
  'no-verify',
  'verify-ca',
  'verify-full',
] as const
type SslMode = (typeof sslModes)[number]

/**
 * Reads DATABASE_URL like libpq, with its list of hosts. Returns the ways to connect, in the order
 * in which libpq would try them.
 * @throws DatabaseUnreachableError without the URL, which holds a password
 */
export function readDatabaseUrl(databaseUrl: string): Ways {
  const parts = split(databaseUrl)
  const { params } = parts
  for (const name of params.keys()) {
    if (!read.has(name) && !ignored.has(name)) refuse(`has an unknown parameter, ${name}`)
  }
  checkSchema(params.get('schema'))
  const who = {
    user: params.get('user') ?? parts.user,
    password: params.get('password') ?? parts.password,
    database: params.get('dbname') ?? parts.name,
  }
  const settings = { ...defined(who), ...readSettings(params) }
  const tls = readTls(params)
  const [first, ...more] = readHosts(parts).flatMap((address) =>
    // Nobody listens in between on a Unix socket.
    (address.host.startsWith('/') ? [false as const] : tls).map((ssl) => ({
      ...settings,
      ...address,
      ssl,
    })),
  )
  if (!first) return refuse('names no host')
  return [first, ...more]
}

function refuse(what: string): never {
  throw new DatabaseUnreachableError(`DATABASE_URL ${what}; ${form}`)
}

type Parts = {
  user: string
  password: string
  /** Hosts with their ports, as they stand there. */
  hosts: string
  name: string
  params: Map<string, string>
}

/** URL knows no list of hosts. */
function split(databaseUrl: string): Parts {
  const match = /^postgres(?:ql)?:\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/.exec(
    databaseUrl.trim(),
  )
  if (!match) return refuse(`is malformed. ${hint}`)
  const [, authority = '', name = '', query = ''] = match
  const at = authority.lastIndexOf('@')
  const userInfo = at < 0 ? '' : authority.slice(0, at)
  const colon = userInfo.indexOf(':')
  const user = colon < 0 ? userInfo : userInfo.slice(0, colon)
  const password = colon < 0 ? '' : userInfo.slice(colon + 1)
  const params = new Map<string, string>()
  for (const pair of query.split('&').filter(Boolean)) {
    const [key = '', ...value] = pair.split('=')
    params.set(decode(key, 'a parameter'), decode(value.join('='), `the parameter ${key}`))
  }
  return {
    user: decode(user, 'the user'),
    password: decode(password, 'the password'),
    hosts: authority.slice(at + 1),
    name: decode(name, 'the name'),
    params,
  }
}

function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return refuse(`is malformed: ${what} has a % that begins no escape. ${hint}`)
  }
}

type Address = { host: string; port: number }

function readHosts({ hosts, params }: Parts): Address[] {
  const given = params.get('host')
  const ports = params.get('port')?.split(',') ?? []
  const list = given === undefined ? hosts.split(',') : given.split(',')
  return list.map((text, index) => {
    // A path may hold colons and must be decoded; a parameter is decoded already.
    const match = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d*))?$/.exec(text)
    const [, host = '', port = ''] = given === undefined ? (match ?? []) : ['', text, '']
    if (given === undefined && !match) {
      return refuse(`is malformed: its host or port can't be read. ${hint}`)
    }
    const name = given === undefined ? decode(host, 'the host') : host
    return {
      host: name.replace(/^\[(.*)\]$/, '$1') || process.env['PGHOST'] || 'localhost',
      port: readPort(port || (ports.length === 1 ? ports[0] : ports[index]) || ''),
    }
  })
}

function readPort(text: string): number {
  if (text === '') return defaultPort
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    return refuse('is malformed: a port is a number from 1 to 65535')
  }
  return port
}

function checkSchema(schema: string | undefined): void {
  if (schema === undefined || schema === 'public') return
  refuse(
    `asks for the schema ${JSON.stringify(schema)}, but FeGG's tables are in "public": leave ?schema= out and give FeGG a database of its own`,
  )
}

function readSettings(params: ReadonlyMap<string, string>): ClientConfig {
  const seconds = readNumber(params, 'connect_timeout')
  return defined({
    application_name: params.get('application_name') ?? 'fegg',
    options: params.get('options'),
    statement_timeout: readNumber(params, 'statement_timeout'),
    lock_timeout: readNumber(params, 'lock_timeout'),
    idle_in_transaction_session_timeout: readNumber(params, 'idle_in_transaction_session_timeout'),
    connectionTimeoutMillis: seconds ? seconds * 1000 : undefined,
    sslnegotiation: params.get('sslnegotiation') === 'direct' ? 'direct' : undefined,
  })
}

function readNumber(params: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = params.get(name)
  if (text === undefined) return undefined
  if (!/^\d+$/.test(text)) return refuse(`is malformed: ${name} must be a whole number`)
  return Number(text)
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

function defined<T extends object>(values: T): Defined<T> {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries(kept) as Defined<T>
}

type Tls = ConnectionOptions | false

/** Returns what to try, in order. */
function readTls(params: ReadonlyMap<string, string>): Tls[] {
  const mode = readSslMode(params)
  const ca = readPem(params, 'sslrootcert')
  const files = defined({
    ca,
    cert: readPem(params, 'sslcert'),
    key: readPem(params, 'sslkey'),
  })
  const unchecked = { ...files, rejectUnauthorized: false }
  // The authority is checked, the name is not.
  const authority = { ...files, checkServerIdentity: () => undefined }
  switch (mode) {
    case 'disable':
      return [false]
    case 'allow':
      return [false, unchecked]
    case 'prefer':
      return [unchecked, false]
    case 'no-verify':
      return [unchecked]
    case 'require':
      return [ca === undefined ? unchecked : authority]
    case 'verify-ca':
      if (ca === undefined) refuse('has sslmode=verify-ca, which needs sslrootcert=FILE too')
      return [authority]
    case 'verify-full':
      return [files]
  }
}

function readSslMode(params: ReadonlyMap<string, string>): SslMode {
  const given = params.get('sslmode')
  const mode = sslModes.find((one) => one === given)
  if (given !== undefined && mode === undefined) {
    return refuse(`has an unknown sslmode; it is one of ${sslModes.join(', ')}`)
  }
  const system = params.get('sslrootcert') === 'system'
  if (mode) return system && mode !== 'disable' ? 'verify-full' : mode
  if (system) return 'verify-full'
  switch (params.get('ssl')) {
    case 'true':
    case '1':
      return 'verify-full'
    case 'false':
    case '0':
      return 'disable'
    default:
      return params.get('sslnegotiation') === 'direct' ? 'require' : 'prefer'
  }
}

function readPem(params: ReadonlyMap<string, string>, name: string): string | undefined {
  const path = params.get(name)
  if (path === undefined || path === 'system') return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    return refuse(`names a file for ${name} that can't be read (${errorText(error)})`)
  }
}
