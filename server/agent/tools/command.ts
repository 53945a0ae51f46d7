import { stripVTControlCharacters } from 'node:util'
import type { RunSandbox } from '../../agent-port/agent.ts'
import type { FileEdit } from '../../versions/file-change.ts'
import { FilePath } from '../../../shared/paths.ts'
import { orAbort } from '../../lib/async.ts'
import { truncateMiddle } from '../../../shared/truncate.ts'
import { type ToolContext } from './tool.ts'

/** Characters of output that the model gets to read. */
const outputLength = 12_000

type CommandResult = Awaited<ReturnType<RunSandbox['run']>>

/** Brings the working tree's files to the sandbox. */
export function bringFiles({ sandbox, signal }: ToolContext): Promise<void> {
  return orAbort(sandbox.sync(), signal)
}

/** Runs a command in the app's folder; ends with the signal even where the sandbox hangs. */
export function runInSandbox(
  command: string,
  timeoutMs: number,
  { sandbox, signal }: ToolContext,
): Promise<CommandResult> {
  return orAbort(sandbox.run(command, { timeoutMs, signal }), signal)
}

/** What a command changed in the app's files. What isn't part of the app's source is left out. */
export async function changesAfter({ sandbox, signal }: ToolContext): Promise<FileEdit[]> {
  const edits = await orAbort(sandbox.readBack(), signal)
  return edits.filter(({ path }) => FilePath.safeParse(path).success)
}

/** A command's output for the model: what it printed, colours taken out, cut in the middle. */
export function outputOf({ stdout, stderr }: CommandResult): string {
  const both = [stdout.trimEnd(), stderr.trimEnd()].filter(Boolean).join('\n')
  return truncateMiddle(withoutColours(both), outputLength)
}

/** A control sequence and what follows it, to where the next one begins or its own end, `ESC \\`, is. */
const sequence = /[\u001b\u009b][^\u001b\u009b]{0,2000}(?:\u001b\\)?/g

/**
 * Takes terminal control sequences out of a text; a line that a progress bar wrote anew becomes several. Part by part: in
 * a whole output, each sequence that has no end would be looked for to the end of the text.
 */
export function withoutColours(text: string): string {
  return text.replace(sequence, (part) => stripVTControlCharacters(part)).replace(/\r(?!\n)/g, '\n')
}
