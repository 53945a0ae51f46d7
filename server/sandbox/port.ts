import type { SandboxState } from '../../shared/protocol/session-state.ts'
import type { Id } from '../../shared/ids.ts'
import type { RunSandbox } from '../agent-port/agent.ts'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'

/** Where sandboxes read a session's files from. */
export interface TreeSource {
  entries(sessionId: Id): Promise<Array<{ path: string; hash: string }>>
  content(hash: string): Promise<Uint8Array>
}

export interface SandboxRows {
  sandboxId(sessionId: Id): Promise<string | null>
  /** Null if the session is gone. */
  workspaceId(sessionId: Id): Promise<Id | null>
  /** Atomic. False if the id isn't `expected` any more, or if the session is gone. */
  replaceSandboxId(sessionId: Id, expected: string | null, next: string | null): Promise<boolean>
  /** Sessions with a sandbox but no activity for `ms` milliseconds. */
  unused(ms: number): Promise<Array<{ sessionId: Id; sandboxId: string }>>
  /** Also notifies subscribers. */
  setState(sessionId: Id, state: SandboxState, message: string | null): Promise<void>
}

/** A sandbox with files of its own, apart from the session's. */
export interface LentSandbox {
  sandbox: RunSandbox
  /** Idempotent. The sandbox and what it holds are gone then. */
  end(): Promise<void>
}

/**
 * One sandbox per session: created on first use, recreated when lost. A look (`server/looks`) has one too, by the look's id:
 * no run works in it.
 */
export interface Sandboxes {
  /** Starts nothing before the first call. */
  forRun(sessionId: Id): RunSandbox
  /**
   * Calls `listener` at each change of whether all of the session's work waits for its turn on this server, and at once if it
   * does now. Returns a function that ends that.
   */
  onWait(sessionId: Id, listener: (waits: boolean) => void): () => void
  /**
   * Starts or wakes the sandbox; resolves when the preview responds. Only `wakeSandbox` calls it.
   */
  ensure(sessionId: Id): Promise<void>
  /** For a look at other files than the session's. Counts as the session's workspace's, and starts with its first use. */
  lend(
    sessionId: Id,
    tree: {
      entries: Array<{ path: string; hash: string }>
      content: TreeSource['content']
    },
  ): LentSandbox
  /** Schedules a sync if the sandbox is running. */
  treeChanged(sessionId: Id): void
  /** For the gateway. Wakes the sandbox if needed. */
  connectPreview(sessionId: Id): Promise<PreviewUpstream>
  /** `machineId`: as it was in the row, if that is gone. */
  kill(sessionId: Id, machineId?: string): Promise<void>
  /** The number of running sandboxes of this server. */
  running(): number
  /** Throws if the service doesn't respond. */
  ready(): Promise<void>
  /** Shown to users if sandboxes are not confined. */
  warning(): string | null
  close(): Promise<void>
}
