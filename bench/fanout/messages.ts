import { z } from 'zod'

/** Times: milliseconds of the monotonic clock. */
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
    /** Per subscriber, each token's arrival. */
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

/** Not counted: a new server still compiles its code. */
export const warmUp = 150
export const tokens = warmUp + 500
export const tokensPerSecond = 50
export const subscribers = 200
/** Fixed, so that an offset gives the token. */
export const tokenLength = 6

export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

export function tokenText(index: number): string {
  return `${String(index).padStart(tokenLength - 1, '0')} `
}

/** Sends every token on time. Returns the times, and the CPU after the warm-up. */
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
