import type { ErrorCode } from '../../shared/protocol/errors.ts'
import type { FileChange, FileEdit } from '../versions/file-change.ts'
import type { Id } from '../../shared/ids.ts'

/** The working tree as a run sees it: reads go to the rows. Writes happen only by `Journal.endTool`. */
export interface RunFiles {
  /** Sorted paths. */
  list(): Promise<string[]>
  /** The text of a file, or null where there is none (or it isn't text). */
  read(path: string): Promise<string | null>
  /** The tree's hash. */
  hash(): Promise<string>
}

export type ToolCall = { id: string; name: string; args: Record<string, unknown> }

export type SettledStep = {
  step: number
  text: string
  toolCalls: ToolCall[]
}

/** What people said while a run worked, and the step (see `SettledStep`) before which the run was given it. */
export type Steer = { step: number; name: string; text: string }

export type SettledTool = { callId: string; ok: boolean; result: string }

/**
 * The run's journal, written under its lease: every write is a transaction that throws StaleLeaseError once another
 * attempt has taken over. Rows are the truth: a resumed run asks for what has settled before it does it again.
 */
export interface Journal {
  /** The step as it settled in this or an earlier attempt. */
  settledStep(step: number): Promise<SettledStep | null>
  settledTool(callId: string): Promise<SettledTool | null>
  /**
   * Takes the steering messages that wait, for this step (not settled yet). Returns all that the run was given so far, in order.
   * A message that an earlier attempt was given before a step comes before that step again.
   */
  takeSteers(step: number): Promise<readonly Steer[]>
  /** Streams a piece of the running step's text to subscribers. Not stored; the journal keeps the offsets. */
  token(step: number, text: string): void
  /**
   * Makes the running step's live text begin anew, at offset 0 and under a place that replaces what was sent: the model's
   * stream broke and it is asked again.
   */
  restartStep(step: number): void
  settleStep(
    step: SettledStep & { usage: { inputTokens: number; outputTokens: number } },
  ): Promise<void>
  /** Idempotent by call id: a resumed attempt that begins the call again adds no second event. */
  startTool(call: { callId: string; step: number; tool: string; title: string }): Promise<void>
  /** Changes the working tree, stores the result and tells of both, in one transaction. */
  endTool(end: {
    callId: string
    ok: boolean
    result: string
    edits: FileEdit[]
  }): Promise<FileChange[]>
}

/** The run's sandbox; every call brings it up first when it isn't (E2B's sandbox is a cache of the working tree). */
export interface RunSandbox {
  /** Brings its files to the working tree's. Call it after an edit, and before anything that looks at the app. */
  sync(): Promise<void>
  /** Runs a shell command in the app's folder. Output is cut in the middle where it is longer than 100,000 characters. */
  run(
    command: string,
    options: { timeoutMs: number; signal: AbortSignal; onOutput?: (text: string) => void },
  ): Promise<{ exitCode: number; stdout: string; stderr: string; timedOut: boolean }>
  /** What the sandbox's files have that the working tree does not: to be handed to `endTool` after a command. */
  readBack(): Promise<FileEdit[]>
}

export type ConversationTurn =
  | { from: 'person'; name: string; text: string }
  | {
      from: 'agent'
      /** Which turn of the session it is, from 0, whatever is left out before it: it tells the calls of several turns apart. */
      place: number
      steps: Array<SettledStep & { results: SettledTool[] }>
      /** What people said while it worked. */
      steers: readonly Steer[]
    }

/** All that the agent gets for one attempt at one run. */
export interface RunContext {
  runId: Id
  sessionId: Id
  /** The lease's number: 1 for the first attempt. */
  attempt: number
  model: string
  /**
   * Settled turns before this run, oldest first, without older ones that have no room in a model call; the person's message of
   * this run is `prompt`.
   */
  history: ConversationTurn[]
  prompt: { name: string; text: string }
  journal: Journal
  files: RunFiles
  sandbox: RunSandbox
  /** Aborted by Stop, by the time limit, by shutdown and by a lost lease. */
  signal: AbortSignal
}

/** Requests of different people: does the later one conflict with the earlier ones? */
export interface IntentQuestion {
  model: string
  later: string
  earlier: readonly string[]
}

/** The outcome of an attempt that wasn't aborted. */
export type AgentResult = { ok: true } | { ok: false; code: ErrorCode; message: string }

export interface ModelInfo {
  id: string
  label: string
  /** True for the built-in demo model. */
  demo: boolean
}

/** The agent behind its port: `server/agent/` has the real one; tests have scripted ones. */
export interface Agent {
  /** Models that can be chosen, the default first. */
  models(): ModelInfo[]
  /**
   * Works until the model has no more to do or a limit is reached. Throws `signal.reason` when aborted, StaleLeaseError as it
   * comes; model and tool errors are an AgentResult.
   */
  run(context: RunContext): Promise<AgentResult>
  /**
   * Asks a model whether the later request conflicts with each earlier one. Returns for each a few words that name the conflict,
   * or null. Throws `signal.reason` when aborted, and an error for people when the model fails or its response is malformed.
   */
  judge(question: IntentQuestion, signal: AbortSignal): Promise<Array<string | null>>
  /** Deletes what it kept of a run that has ended. */
  forget(runId: Id): Promise<void>
}
