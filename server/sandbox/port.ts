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
   * Atomically makes `next` the session's sandbox if it is still `expected`. Returns false if another server was faster, or if
   * the session is gone.
   */
  replaceSandboxId(sessionId: Id, expected: string | null, next: string | null): Promise<boolean>
  /** Sessions with a sandbox in which nothing has happened for so long, in milliseconds. */
  unused(ms: number): Promise<Array<{ sessionId: Id; sandboxId: string }>>
  /** Stores a sandbox's new state and notifies subscribers. */
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
  /** The working tree has changed: a running sandbox's files follow soon. */
  treeChanged(sessionId: Id): void
  /** A connection to the preview's dev server in the session's sandbox, waking it if need be; for the gateway. */
  connectPreview(sessionId: Id): Promise<PreviewUpstream>
  /** Ends the session's sandbox for good. */
  kill(sessionId: Id): Promise<void>
  /** Whether the sandbox service answers; throws what is wrong. */
  ready(): Promise<void>
  /** A warning for people if the sandboxes are not confined, else null. */
  warning(): string | null
  close(): Promise<void>
}

/**
 * How the gateway reaches a preview: a raw stream (embedded host) or an HTTP(S) origin (E2B). The same object for the life of the
 * sandbox. After a failed connection call `lost`: once it resolves, `connectPreview` returns an upstream that works.
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
