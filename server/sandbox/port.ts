import type { Duplex } from 'node:stream'
import type { SandboxState } from '../../shared/protocol/session-state.ts'
import type { Id } from '../../shared/ids.ts'
import type { RunSandbox } from '../agent-port/agent.ts'

/** Where the sandboxes get a session's files from: the working tree's rows. */
export interface TreeSource {
  /** Path and content hash of every file. */
  entries(sessionId: Id): Promise<Array<{ path: string; hash: string }>>
  content(hash: string): Promise<Uint8Array>
}

/** What the sandboxes keep of a session in its row. */
export interface SandboxRows {
  /** The id of the sandbox that the session had last, if any. */
  sandboxId(sessionId: Id): Promise<string | null>
  /**
   * Makes `next` the session's sandbox where it is still `expected`, in one step: of two servers that make one at the same
   * moment one is told false. False also where the session is gone.
   */
  replaceSandboxId(sessionId: Id, expected: string | null, next: string | null): Promise<boolean>
  /** Sessions with a sandbox in which nothing has happened for so long, in milliseconds. */
  unused(ms: number): Promise<Array<{ sessionId: Id; sandboxId: string }>>
  /** Told whenever a sandbox's state changes: stores it and tells everybody. */
  setState(sessionId: Id, state: SandboxState, message: string | null): Promise<void>
}

/**
 * The sessions' sandboxes. One per session, made when first needed, found again by its id, made anew when it is gone.
 * The real one stands on the e2b SDK; tests have a fake one.
 */
export interface Sandboxes {
  /** The sandbox as a run uses it. Nothing is started before the first call. */
  forRun(sessionId: Id): RunSandbox
  /**
   * Starts or wakes it with the working tree's files and a running dev server; resolves when the preview responds. Only
   * `wakeSandbox` calls it.
   */
  ensure(sessionId: Id): Promise<void>
  /** Tells that the working tree has changed: brings a running sandbox's files there, soon. */
  treeChanged(sessionId: Id): void
  /** A connection to the preview's dev server in the session's sandbox, waking it if need be; for the gateway. */
  connectPreview(sessionId: Id): Promise<PreviewUpstream>
  /** Ends the session's sandbox for good. */
  kill(sessionId: Id): Promise<void>
  /** Whether the sandbox service answers; throws what is wrong. */
  ready(): Promise<void>
  /** What people must know of how confined the sandboxes are; null when they are. */
  warning(): string | null
  close(): Promise<void>
}

/**
 * How the gateway reaches a preview: a raw stream (embedded host) or an HTTP(S) origin (E2B). It stays the same object for as
 * long as the sandbox does. Who can't reach it says so by `lost`, which resolves when the sandbox has been looked at: the
 * next `connectPreview` then answers with what there is.
 */
export type PreviewUpstream =
  | { kind: 'stream'; connect(): Promise<Duplex>; lost(): Promise<void> }
  | {
      kind: 'origin'
      origin: string
      /** What every request to it has to carry. */
      headers: Readonly<Record<string, string>>
      lost(): Promise<void>
    }
