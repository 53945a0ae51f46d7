import type { Sandbox } from 'e2b'
import type { Machine, Side } from './sides.ts'

/** One way to break out. Both sides run the same code, unless there is a `control` for the side without a wall. */
export interface Attempt {
  name: string
  /** Returns whether it worked. */
  run(side: Side, machine: Machine): Promise<boolean>
  /** Shows that `run` would work without a wall, if the same code can't run there. */
  control?(side: Side, machine: Machine): Promise<boolean>
  /** The control needs root. */
  asRoot?: boolean
}

const limitMs = 60_000

/** A command's whole output, also if it fails. */
export async function outputOf(sandbox: Sandbox, command: string): Promise<string> {
  const { stdout } = await sandbox.commands.run(`{ ${command}\n} 2>&1; true`, {
    timeoutMs: limitMs,
  })
  return stdout
}

/** Whether a command succeeds. */
export async function works(sandbox: Sandbox, command: string): Promise<boolean> {
  return (await outputOf(sandbox, `( ${command}\n) && echo it-worked`)).includes('it-worked')
}

/** Quotes words for a shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
