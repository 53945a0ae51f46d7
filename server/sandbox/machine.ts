import type { PreviewUpstream } from '../upstream/preview-upstream.ts'

/**
 * Killed commands have a non-zero exit code. Printing too much kills a command; its stderr then
 * ends with a note.
 */
export type Ended = { exitCode: number; stdout: string; stderr: string }

export interface Running {
  pid: number
  /** Rejects if the machine is lost. */
  ended: Promise<Ended>
  /** Includes child processes; no-op after the end. */
  kill(): Promise<void>
}

export type OnOutput = (text: string) => void

/** Paths are relative to the home folder. */
export interface Machine {
  readonly id: string
  write(files: ReadonlyArray<{ path: string; data: Uint8Array }>): Promise<void>
  /** Null if larger than `maxBytes`, even if the file grew during the read. */
  read(path: string, maxBytes: number): Promise<Uint8Array | null>
  exists(path: string): Promise<boolean>
  /** The machine kills the command after `limitMs`; null: never. */
  start(
    command: string,
    options: { cwd: string; limitMs: number | null; onStdout?: OnOutput; onStderr?: OnOutput },
  ): Promise<Running>
  /** A running command with exactly this text. */
  find(command: string): Promise<Running | null>
  extend(ttlMs: number): Promise<void>
  /** Milliseconds since the epoch. Throws if the machine is gone. */
  endsAt(): Promise<number>
  /** False only if certainly paused or gone; throws if unknown. */
  alive(): Promise<boolean>
  /** For a machine that is gone: the service's sentence for people; null if there is none. */
  whyStopped(): Promise<string | null>
  /** `connect` resumes it; its processes may be gone then. */
  pause(): Promise<void>
  kill(): Promise<void>
  /** Callers that fail to connect must call `lost`. */
  upstream(port: number, lost: () => Promise<void>): PreviewUpstream
}

export interface Machines {
  /** Pauses itself after `ttlMs`, since its server may die. */
  create(label: string, ttlMs: number): Promise<Machine>
  /** Resumes a paused machine; its processes may be gone. Null if it no longer exists. */
  connect(id: string, ttlMs: number): Promise<Machine | null>
  state(id: string): Promise<'running' | 'paused' | 'gone'>
  destroy(id: string): Promise<void>
  /** Throws if the service doesn't respond. */
  ready(): Promise<void>
}

export const app = 'app'

/** A sandbox's only port that is reachable from outside. */
export const previewPort = 5173
