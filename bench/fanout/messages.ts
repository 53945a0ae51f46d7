import { z } from 'zod'

/** Messages between the bench's processes. Times are milliseconds of the machine's monotonic clock. */
export const FromServer = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('listening'),
    url: z.string(),
    cookie: z.string(),
    sessionId: z.string(),
  }),
  z.object({ type: z.literal('sent'), at: z.number().array(), cpuMs: z.number() }),
])
export const FromClients = z.discriminatedUnion('type', [
  z.object({ type: z.literal('joined') }),
  z.object({
    type: z.literal('received'),
    /** For each subscriber, in the order of the joins, the arrival of each token. */
    at: z.number().array().array(),
  }),
])

export const Join = z.object({
  url: z.string(),
  cookie: z.string(),
  sessionId: z.string(),
  subscribers: z.int(),
})
export type Join = z.infer<typeof Join>

/** Tokens before counting begins: a new server still compiles its code. */
export const warmUp = 150
export const tokens = warmUp + 500
export const tokensPerSecond = 50
export const subscribers = 200
/** Characters of every token, so that an offset in the text gives the token. */
export const tokenLength = 6

export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

export function tokenText(index: number): string {
  return `${String(index).padStart(tokenLength - 1, '0')} `
}

/** Calls `send` for every token in time. Returns when each was sent, and the process's CPU after the warm-up. */
export async function play(send: (index: number) => void) {
  let cpu = process.cpuUsage()
  const start = nowMs()
  const at: number[] = []
  for (let index = 0; index < tokens; index++) {
    const due = start + (index * 1_000) / tokensPerSecond
    const wait = due - nowMs()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    if (index === warmUp) cpu = process.cpuUsage()
    at.push(nowMs())
    send(index)
  }
  // gathered and queued tokens leave within this time
  await new Promise((resolve) => setTimeout(resolve, 300))
  const used = process.cpuUsage(cpu)
  return { at, cpuMs: (used.user + used.system) / 1_000 }
}
