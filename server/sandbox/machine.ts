import type { PreviewUpstream } from './port.ts'

/**
 * What a finished command left behind. A killed one has an exit code that isn't 0; one that prints endlessly is killed by the
 * machine, and the end of its stderr says so.
 */
export type Ended = { exitCode: number; stdout: string; stderr: string }

/** A command that runs in a machine. */
export interface Running {
  pid: number
  /** Resolves when it ends, however it ends; rejects when the machine was lost on the way. */
  ended: Promise<Ended>
  /** Ends it and all that it started; nothing happens when it has ended. */
  kill(): Promise<void>
}

/** Takes a piece of output. */
export type OnOutput = (text: string) => void

/** One sandbox as the rest of this folder sees it. Paths are relative to its home folder. */
export interface Machine {
  readonly id: string
  write(files: ReadonlyArray<{ path: string; data: Uint8Array }>): Promise<void>
  /** A file's contents; null where they are more than `maxBytes`, whatever its size was a moment before. */
  read(path: string, maxBytes: number): Promise<Uint8Array | null>
  exists(path: string): Promise<boolean>
  /** Starts a shell command; `limitMs` is after how long the machine ends it by itself, null for never. */
  start(
    command: string,
    options: { cwd: string; limitMs: number | null; onStdout?: OnOutput; onStderr?: OnOutput },
  ): Promise<Running>
  /** A command that was started with just this text and still runs. */
  find(command: string): Promise<Running | null>
  /** Lets it live for so many milliseconds from now. */
  extend(ttlMs: number): Promise<void>
  /** When its life ends unless it is extended, in milliseconds since the epoch. Throws where it is gone. */
  endsAt(): Promise<number>
  /** False when it is paused or gone for certain; throws when that can't be told. */
  alive(): Promise<boolean>
  /** Has it stand still and cost little. `connect` wakes it; its processes may be gone then. */
  pause(): Promise<void>
  kill(): Promise<void>
  /** How to reach a port of it; who can't, calls `lost`. */
  upstream(port: number, lost: () => Promise<void>): PreviewUpstream
}

/** Where machines come from. */
export interface Machines {
  /** One that is paused by itself when its life is over: its owner may have died. */
  create(label: string, ttlMs: number): Promise<Machine>
  /** The machine of that id, woken if it was paused, or null when there is none any more. Its processes may be gone. */
  connect(id: string, ttlMs: number): Promise<Machine | null>
  /** How the machine of that id is. */
  state(id: string): Promise<'running' | 'paused' | 'gone'>
  /** Ends the machine of that id, if there is one. */
  destroy(id: string): Promise<void>
  /** Whether the service answers; throws what is wrong. */
  ready(): Promise<void>
}

/** The app's folder within the home folder. */
export const app = 'app'

/** Where the app's dev server listens. */
export const previewPort = 5173
