import type { Sandbox } from 'e2b'
import type { Machine, Side } from './sides.ts'

/** One way to break out. It is tried by the same code on both sides, unless `control` says how it looks without a wall. */
export interface Attempt {
  name: string
  /** Whether it worked. */
  run(side: Side, machine: Machine): Promise<boolean>
  /** Shows that `run` would work without a wall, where the very same can't be tried there. */
  control?(side: Side, machine: Machine): Promise<boolean>
  /** Without a wall it takes root. */
  asRoot?: boolean
}

const limitMs = 60_000

/** All that a command prints, however it ends. */
export async function outputOf(sandbox: Sandbox, command: string): Promise<string> {
  const { stdout } = await sandbox.commands.run(`{ ${command}\n} 2>&1; true`, {
    timeoutMs: limitMs,
  })
  return stdout
}

/** Whether a command ends well. */
export async function works(sandbox: Sandbox, command: string): Promise<boolean> {
  return (await outputOf(sandbox, `( ${command}\n) && echo it-worked`)).includes('it-worked')
}

/** Words for a shell, as one. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
