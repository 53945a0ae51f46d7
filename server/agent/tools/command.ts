import { stripVTControlCharacters } from 'node:util'
import type { FileEdit, RunSandbox } from '../../runs/run-context.ts'
import { FilePath } from '../../../shared/paths.ts'
import { orAbort } from '../abort.ts'
import { cutMiddle, type ToolContext } from './tool.ts'

/** Characters of output that the model gets to read. */
const outputLength = 12_000

type CommandResult = Awaited<ReturnType<RunSandbox['run']>>

/** Brings the working tree's files to the sandbox. */
export const bringFiles = ({ sandbox, signal }: ToolContext): Promise<void> =>
  orAbort(sandbox.sync(), signal)

/** Runs a command in the app's folder; ends with the signal even where the sandbox hangs. */
export const runInSandbox = (
  command: string,
  timeoutMs: number,
  { sandbox, signal }: ToolContext,
): Promise<CommandResult> => orAbort(sandbox.run(command, { timeoutMs, signal }), signal)

/** What a command changed in the app's files. What isn't part of the app's source is left out. */
export async function changesAfter({ sandbox, signal }: ToolContext): Promise<FileEdit[]> {
  const edits = await orAbort(sandbox.readBack(), signal)
  return edits.filter(({ path }) => FilePath.safeParse(path).success)
}

/** A command's output for the model: what it printed, colours taken out, cut in the middle. */
export function outputOf({ stdout, stderr }: CommandResult): string {
  const both = [stdout.trimEnd(), stderr.trimEnd()].filter(Boolean).join('\n')
  return cutMiddle(withoutColours(both), outputLength)
}

/** Takes terminal control sequences out of a text; a line that a progress bar wrote anew becomes several. */
export const withoutColours = (text: string): string =>
  stripVTControlCharacters(text).replace(/\r(?!\n)/g, '\n')
