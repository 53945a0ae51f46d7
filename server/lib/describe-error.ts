import { truncate } from '../../shared/truncate.ts'
import { hiddenMark, withoutCredentials } from './secrets.ts'

const maxMessage = 1_000
const maxField = 200
const maxDepth = 8
const maxInner = 5
const maxFrames = 30

const email = /[\w.+%-]+@[\w-]+(?:\.[\w-]+)+/g

/** What an error may tell besides its message. Everything else may hold parameters, commands, headers or rows. */
const fields = [
  'code',
  'severity',
  'schema',
  'schema_name',
  'table',
  'table_name',
  'column',
  'column_name',
  'constraint',
  'constraint_name',
  'routine',
  'errno',
  'syscall',
  'address',
  'hostname',
  'port',
  'status',
  'statusCode',
  'exitCode',
  'signal',
  'lc_error_code',
] as const

export interface ErrorDescription {
  type: string
  message: string
  stack?: string
  cause?: ErrorDescription
  errors?: ErrorDescription[]
  [field: string]: unknown
}

/** Reads a property that may be a getter which throws. */
function read(value: unknown, key: string): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined
  try {
    return Reflect.get(value, key)
  } catch {
    return undefined
  }
}

/** Without the statement and its parameters, and without the value or text that it failed on. */
function withoutInput(text: string, code: unknown): string {
  const short = text
    .replace(/Failed query:[\s\S]*/, 'Failed query')
    .replace(/\b(?:params|parameters): [\s\S]*/i, `params: ${hiddenMark}`)
    .replace(/, (?:"|\.\.\.)[\s\S]*is not valid JSON/, ' is not valid JSON')
  // Postgres' data exceptions quote the value
  const isData = typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code)
  return isData ? short.replace(/: "[\s\S]*$/, '').replace(/"[\s\S]*"/, hiddenMark) : short
}

function rawMessage(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error)
  const message = read(error, 'message')
  return typeof message === 'string' ? message : ''
}

function isQuery(error: unknown): boolean {
  return typeof read(error, 'query') === 'string' && read(error, 'params') !== undefined
}

function messageOf(error: unknown): string {
  if (isQuery(error)) return 'Failed query'
  return withoutCredentials(withoutInput(rawMessage(error), read(error, 'code')))
}

/** The text of an error in one line: for people, and for those who run the server. */
export function errorText(error: unknown): string {
  const name = read(error, 'name')
  const text = messageOf(error) || (typeof name === 'string' ? name : 'an error without a message')
  return truncate(text.replaceAll(/\s*\n\s*/g, ' ').trim(), maxMessage)
}

/** For log lines: also without people's e-mail addresses. */
export function logText(text: string): string {
  return withoutCredentials(withoutInput(text, undefined)).replace(email, hiddenMark)
}

const frame = /^ +at (?:.*:\d+:\d+\)?|.*\((?:<anonymous>|native|index \d+)\)|<anonymous>)$/

/** The frames alone: a stack begins with the message. */
function framesOf(error: unknown): string | undefined {
  const stack = read(error, 'stack')
  if (typeof stack !== 'string') return undefined
  const message = rawMessage(error)
  const from = message === '' ? -1 : stack.indexOf(message)
  const lines = (from < 0 ? stack : stack.slice(from + message.length)).split('\n')
  const frames = lines.filter((line) => frame.test(line)).slice(0, maxFrames)
  return frames.length > 0 ? logText(frames.join('\n')) : undefined
}

function fieldsOf(error: unknown): Record<string, string | number> {
  const found: Record<string, string | number> = {}
  for (const name of fields) {
    const value = read(error, name)
    if (typeof value === 'number') found[name] = value
    if (typeof value === 'string') found[name] = truncate(logText(value), maxField)
  }
  return found
}

function typeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error
  const name = read(error, 'name')
  const own: unknown = read(read(error, 'constructor'), 'name')
  const type = typeof name === 'string' && !/^error$/i.test(name) ? name : own
  return typeof type === 'string' && /^[\w.$]{1,80}$/.test(type) ? type : 'Error'
}

/** What the log keeps of anything thrown: message, frames and a closed list of fields, of its causes too. */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  const stack = framesOf(error)
  const described: ErrorDescription = {
    type: typeOf(error),
    message: truncate(messageOf(error).replace(email, hiddenMark), maxMessage),
    ...fieldsOf(error),
    ...(stack !== undefined && { stack }),
  }
  if (depth >= maxDepth) return described
  const cause = read(error, 'cause')
  if (cause !== undefined && cause !== null) described.cause = describeError(cause, depth + 1)
  const inner = read(error, 'errors')
  if (Array.isArray(inner) && inner.length > 0 && depth < 3)
    described.errors = inner.slice(0, maxInner).map((each) => describeError(each, depth + 1))
  return described
}
