import type { Duplex } from 'node:stream'

/**
 * How a sandbox's app is reached: raw stream (embedded host) or HTTP(S) origin (E2B). The same object for the sandbox's whole
 * life. After a failed connection call `lost`: once it resolves, `connectPreview` returns an upstream that works.
 */
export type PreviewUpstream =
  | { kind: 'stream'; connect(): Promise<Duplex>; lost(): Promise<void> }
  | {
      kind: 'origin'
      origin: string
      /** Required in each request. */
      headers: Readonly<Record<string, string>>
      lost(): Promise<void>
    }
