import { type DestinationStream, type Logger, pino } from 'pino'
import { describeError, logText } from './describe-error.ts'
import { hiddenMark, withoutUrlUsers } from './secrets.ts'

/** Keys that hold what a person or a service sent. */
const sentKeys = ['headers', 'cookie', 'authorization', 'password', 'params', 'parameters', 'args']

function describeErrors(details: Record<string, unknown>): Record<string, unknown> {
  const described = Object.entries(details).map(([key, value]) => {
    return [key, key === 'err' || value instanceof Error ? describeError(value) : value]
  })
  return Object.fromEntries(described)
}

/** Without it pino takes the message of the error. */
function messageOf(first: unknown): string | undefined {
  if (first instanceof Error) return describeError(first).message
  const holdsError = typeof first === 'object' && first !== null && 'err' in first
  return holdsError ? describeError(first.err).message : undefined
}

/** The only log of the process. Rule 12: no line of it holds a secret or what people are known by. */
export function createLogger(level: string, destination: DestinationStream): Logger {
  return pino(
    {
      level,
      redact: { paths: sentKeys.flatMap((key) => [key, `*.${key}`]), censor: hiddenMark },
      // addresses may hold tokens
      serializers: {
        err: (error: unknown) => (error instanceof Error ? describeError(error) : error),
        req: () => undefined,
        res: () => undefined,
      },
      formatters: { log: describeErrors },
      hooks: {
        logMethod(args, method) {
          const [first, text = messageOf(first), ...more] = args
          const given: unknown[] = text === undefined ? [first] : [first, text, ...more]
          const safe = given.map((each) => (typeof each === 'string' ? logText(each) : each))
          method.apply(this, safe as typeof args)
        },
        streamWrite: withoutUrlUsers,
      },
    },
    destination,
  )
}
