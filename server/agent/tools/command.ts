import { stripVTControlCharacters } from 'node:util'
import type { RunSandbox } from '../../agent-port/agent.ts'
import type { FileEdit } from '../../versions/file-change.ts'
import { FilePath } from '../../../shared/paths.ts'
import { orAbort } from '../../lib/async.ts'
import { truncateMiddle } from '../../../shared/truncate.ts'
import { type ToolContext } from './tool.ts'

/** Characters of output for the model. */
const outputLength = 12_000

type CommandResult = Awaited<ReturnType<RunSandbox['run']>>

export function bringFiles({ sandbox, signal }: ToolContext): Promise<void> {
  return orAbort(sandbox.sync(), signal)
}

/** Ends with the signal even if the sandbox hangs. */
export function runInSandbox(
  command: string,
  timeoutMs: number,
  { sandbox, signal }: ToolContext,
): Promise<CommandResult> {
  return orAbort(sandbox.run(command, { timeoutMs, signal }), signal)
}

/** Only changes to the app's source. */
export async function changesAfter({ sandbox, signal }: ToolContext): Promise<FileEdit[]> {
  const edits = await orAbort(sandbox.readBack(), signal)
  return edits.filter(({ path }) => FilePath.safeParse(path).success)
}

export function outputOf({ stdout, stderr }: CommandResult): string {
  const both = [stdout.trimEnd(), stderr.trimEnd()].filter(Boolean).join('\n')
  return truncateMiddle(withoutColours(both), outputLength)
}

/** A control sequence and what follows, up to the next one or its terminator, `ESC \\`. */
const sequence = /[\u001b\u009b][^\u001b\u009b]{0,2000}(?:\u001b\\)?/g

/**
 * Progress bar redraws become separate lines. Works in parts: each unterminated sequence would be
 * searched to the end of the output.
 */
export function withoutColours(text: string): string {
  return text.replace(sequence, (part) => stripVTControlCharacters(part)).replace(/\r(?!\n)/g, '\n')
}
