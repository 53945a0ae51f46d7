import type { ErrorCode } from '../../shared/protocol/errors.ts'
import type { PageBrowser } from '../browser/port.ts'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'
import type { FileChange, FileEdit } from '../versions/file-change.ts'
import type {
  VersionChecks,
  VersionFile,
  VersionFileView,
  VersionView,
} from '../../shared/protocol/version-view.ts'
import type { Id } from '../../shared/ids.ts'

/** Reads the working tree's rows. Only `Journal.endTool` writes them. */
export interface RunFiles {
  /** Sorted. */
  list(): Promise<string[]>
  /** Null if the file doesn't exist or isn't text. */
  read(path: string): Promise<string | null>
  /** The files that aren't text, with their sizes in bytes. */
  binaries(): Promise<ReadonlyMap<string, number>>
  hash(): Promise<string>
  /**
   * Who, other than this run, has changed the file since the run last read or changed it. Null:
   * nobody.
   */
  changedBy(path: string): Promise<string | null>
}

export interface RunVersion
  extends Pick<
    VersionView,
    'number' | 'title' | 'at' | 'kind' | 'fileCount' | 'added' | 'removed'
  > {
  /** Names. */
  authors: string[]
  /** The number of the version that took it out. */
  undoneBy: number | null
}

/** The session's versions, by number. Throws AppError not_found for a number that isn't there. */
export interface RunVersions {
  /** Newest first; with `before` only older ones. */
  list(before: number | null): Promise<{ versions: RunVersion[]; more: boolean }>
  find(number: number): Promise<RunVersion | null>
  read(number: number, path: string): Promise<VersionFileView>
  /** `to` null: the files as they are. */
  compare(from: number, to: number | null): Promise<VersionFile[]>
}

export type ToolCall = { id: string; name: string; args: Record<string, unknown> }

export type SettledStep = {
  step: number
  text: string
  toolCalls: ToolCall[]
}

export type Usage = { inputTokens: number; outputTokens: number }

export type PaidStep = SettledStep & { usage: Usage }

/** A message sent while a run worked, received before `step`. */
export type Steer = { step: number; name: string; text: string }

export type SettledTool = { callId: string; ok: boolean; result: string }

/**
 * Every write is a transaction that throws StaleLeaseError once another attempt has the lease. Rows
 * are the truth: a resumed run reads what has settled before repeating it.
 */
export interface Journal {
  /** Includes earlier attempts. */
  settledStep(step: number): Promise<PaidStep | null>
  settledTool(callId: string): Promise<SettledTool | null>
  /**
   * Assigns waiting steering messages to this unsettled step. Returns all of the run's messages in
   * order; those received by an earlier attempt keep their step.
   */
  takeSteers(step: number): Promise<readonly Steer[]>
  /** Streams text to subscribers, unstored; the journal keeps the offsets. */
  token(step: number, text: string): void
  /** Restarts the live text at offset 0, replacing what was sent: the stream broke. */
  restartStep(step: number): void
  settleStep(step: PaidStep): Promise<void>
  /** Idempotent by call id: a resumed attempt adds no second event. */
  startTool(call: { callId: string; step: number; tool: string; title: string }): Promise<void>
  /** Edits the working tree, stores the result and emits both, in one transaction. */
  endTool(end: {
    callId: string
    ok: boolean
    result: string
    edits: FileEdit[]
    /** If the call was a check of the files as they are. */
    checks?: VersionChecks | undefined
  }): Promise<FileChange[]>
}

export interface ReadBack {
  edits: FileEdit[]
  /** Why other changed files can't be kept: a sentence each, once for each content. */
  problems: string[]
}

/** A cache of the working tree; each call starts it if needed. */
export interface RunSandbox {
  /** Copies the working tree to the sandbox. Call after an edit, before using the app. */
  sync(): Promise<void>
  /** Runs in the app's folder. Output over 100,000 characters is cut in the middle. */
  run(
    command: string,
    options: { timeoutMs: number; signal: AbortSignal; onOutput?: (text: string) => void },
  ): Promise<{ exitCode: number; stdout: string; stderr: string; timedOut: boolean }>
  /** The sandbox's changes, for `endTool` after a command. */
  readBack(): Promise<ReadBack>
  /** The app as it is served there. Throws `sandbox_failed`. */
  preview(): Promise<PreviewUpstream>
}

export type ConversationTurn =
  | { from: 'person'; name: string; text: string }
  | {
      from: 'agent'
      /** Index in the session, counting omitted turns; makes call ids unique. */
      place: number
      steps: Array<SettledStep & { results: SettledTool[] }>
      steers: readonly Steer[]
    }

export interface RunContext {
  runId: Id
  sessionId: Id
  /** The lease's number: 1 for the first attempt. */
  attempt: number
  model: string
  /** Settled turns before this run, oldest first; those over the budget are left out. */
  history: ConversationTurn[]
  prompt: { name: string; text: string }
  journal: Journal
  files: RunFiles
  versions: RunVersions
  sandbox: RunSandbox
  browser: PageBrowser
  /** Of work, over all attempts. */
  time: { usedMs(): number; limitMs: number }
  /** Aborted by Stop, the time limit, shutdown or a lost lease. */
  signal: AbortSignal
}

/** Requests of different users. */
export interface IntentQuestion {
  model: string
  later: string
  earlier: readonly string[]
}

/** The outcome of an attempt that wasn't aborted. */
export type AgentResult = { ok: true } | { ok: false; code: ErrorCode; message: string }

/** What the check before a run's end says of some files. Each problem names a file where it can. */
export type AppCheck = { ok: true; problems: [] } | { ok: false; problems: string[] }

export interface ModelInfo {
  id: string
  label: string
  demo: boolean
}

/** Implemented by `server/agent/`; tests have scripted agents. */
export interface Agent {
  /** The default first. */
  models(): ModelInfo[]
  /**
   * Works until the model is done or a limit is reached. Throws `signal.reason` when aborted, and
   * StaleLeaseError; model and tool errors are an AgentResult.
   */
  run(context: RunContext): Promise<AgentResult>
  /**
   * Whether the later request conflicts with each earlier one: a few words that name the conflict,
   * or null. Throws `signal.reason`, and an error for users if the model fails or its response is
   * malformed.
   */
  judge(question: IntentQuestion, signal: AbortSignal): Promise<Array<string | null>>
  /** Without a model. Throws `signal.reason`, and AppError sandbox_failed if it can't be checked. */
  check(
    context: Pick<
      RunContext,
      'sessionId' | 'files' | 'versions' | 'sandbox' | 'browser' | 'signal'
    >,
  ): Promise<AppCheck>
  /** Deletes an ended run's checkpoints. */
  forget(runId: Id): Promise<void>
}
