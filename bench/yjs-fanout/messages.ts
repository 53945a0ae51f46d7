import { z } from 'zod'

/** Times: milliseconds of the monotonic clock. */
export const Kind = z.enum(['fegg', 'relay', 'hocuspocus'])
export type Kind = z.infer<typeof Kind>

export const FromServer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('listening'), url: z.string(), cookie: z.string(), path: z.string() }),
  z.object({ type: z.literal('figures'), cpuMs: z.number(), heldBytes: z.number() }),
])
export type FromServer = z.infer<typeof FromServer>

export const ToClients = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('join'),
    kind: Kind,
    url: z.string(),
    cookie: z.string(),
    path: z.string(),
    count: z.int(),
  }),
  z.object({
    type: z.literal('type'),
    typists: z.int(),
    perSecond: z.number(),
    seconds: z.number(),
  }),
])
export type ToClients = z.infer<typeof ToClients>

export const FromClients = z.discriminatedUnion('type', [
  z.object({ type: z.literal('joined') }),
  z.object({
    type: z.literal('typed'),
    /** Updates delivered to clients other than their typist. */
    delivered: z.int(),
    delays: z.number().array(),
  }),
])

export const docName = 'room'
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
