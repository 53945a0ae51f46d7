import { z } from 'zod'

export const load = {
  sessions: 100,
  people: 10,
  /** Of each session: event subscriptions, records, and one draft with somebody who types. */
  subscribers: 7,
  records: 2,
  runs: 20,
  /** Messages in each session before the soak, as many as a record holds: it doesn't grow any more. */
  oldTurns: 20,
  tokenDelayMs: 40,
} as const

export const sockets = load.sessions * (load.subscribers + load.records + 1)

export const ServerStart = z.object({ databaseUrl: z.string(), port: z.int() })

export const ToServer = z.discriminatedUnion('do', [
  z.object({ do: z.literal('make') }),
  z.object({ do: z.literal('measure') }),
])
/** `seq` is the session's last one before the soak. */
export const Place = z.object({ sessionId: z.string(), cookie: z.string(), seq: z.int() })
export type Place = z.infer<typeof Place>
export const FromServer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('listening'), port: z.int() }),
  z.object({ type: z.literal('made'), places: Place.array() }),
  z.object({
    type: z.literal('measured'),
    cpuMs: z.number(),
    residentBytes: z.number(),
    /** After a collection: heap and buffers. */
    heldBytes: z.number(),
  }),
])

export const ToClients = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('join'),
    url: z.string(),
    databaseUrl: z.string(),
    places: Place.array(),
  }),
  /** What is sent from now on counts. */
  z.object({ do: z.literal('measure') }),
  /** Answered once every socket is up again. */
  z.object({ do: z.literal('disturb') }),
  z.object({ do: z.literal('recover') }),
  z.object({ do: z.literal('cpu') }),
  /** No more messages: answered once every run has ended and everything is compared. */
  z.object({ do: z.literal('finish') }),
])
export type ToClients = z.infer<typeof ToClients>

export const Delays = z.object({
  count: z.int(),
  p50: z.number(),
  p99: z.number(),
  most: z.number(),
})
export type Delays = z.infer<typeof Delays>

export const Report = z.object({
  tokens: Delays,
  events: Delays,
  calls: Delays,
  /** Of a commit by another process on the same Postgres. */
  commits: Delays,
  /** Acknowledged by the server. */
  messages: z.int(),
  runs: z.int(),
  /** One sentence for each difference between what was seen and the rows. */
  faults: z.string().array(),
})
export type Report = z.infer<typeof Report>

export const FromClients = z.discriminatedUnion('type', [
  z.object({ type: z.literal('done'), cpuMs: z.number() }),
  z.object({ type: z.literal('report'), report: Report }),
])

/** Of the machine's monotonic clock, so that processes can compare it. */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

const mark = '{now}'
/** What the model writes: the time of each word. */
export const timedText = Array.from({ length: 40 }, () => mark).join(' ')

export function fillTimes(text: string): string {
  return text.replaceAll(mark, () => nowMs().toFixed(3))
}

/** The times in a token's text. */
export function timesIn(text: string): number[] {
  return (text.match(/\d+\.\d{3}/g) ?? []).map(Number)
}
