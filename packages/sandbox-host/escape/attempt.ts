import type { Sandbox } from 'e2b'
import type { Machine, Side } from './sides.ts'

export interface Attempt {
  name: string
  /** True if it worked. */
  run(side: Side, machine: Machine): Promise<boolean>
  /** If the unconfined side can't run the same code: shows that it would work. */
  control?(side: Side, machine: Machine): Promise<boolean>
  asRoot?: boolean
}

const limitMs = 60_000

/** Includes stderr. A failing command doesn't throw. */
export async function outputOf(sandbox: Sandbox, command: string): Promise<string> {
  const { stdout } = await sandbox.commands.run(`{ ${command}\n} 2>&1; true`, {
    timeoutMs: limitMs,
  })
  return stdout
}

export async function works(sandbox: Sandbox, command: string): Promise<boolean> {
  return (await outputOf(sandbox, `( ${command}\n) && echo it-worked`)).includes('it-worked')
}

export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
