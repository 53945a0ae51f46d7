import { stripVTControlCharacters } from 'node:util'
import type { RunSandbox } from '../../agent-port/agent.ts'
import type { FileEdit } from '../../versions/file-change.ts'
import { fitEdits } from '../../versions/fit-edits.ts'
import { FilePath } from '../../../shared/paths.ts'
import { orAbort } from '../../lib/async.ts'
import { truncateMiddle } from '../../../shared/truncate.ts'
import { describeBinary } from '../../../shared/file-kind.ts'
import { type ToolContext } from './tool.ts'

/** Characters of output for the model. */
const outputLength = 12_000
const shownProblems = 20
const noChanges = { edits: [], problems: [] }

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

type Changes = {
  edits: FileEdit[]
  /** What the model is told of them. */
  notes: string[]
}

/** Only changes to the app's source that the tree can take. */
export async function changesAfter({ files, sandbox, signal }: ToolContext): Promise<Changes> {
  const read = await orAbort(sandbox.readBack(), signal)
  const own = read.edits.filter(({ path }) => FilePath.safeParse(path).success)
  const { edits, problems } = own.length > 0 ? fitEdits(await files.list(), own) : noChanges
  const notes: string[] = []
  if (edits.length > 0) notes.push(`Files changed: ${edits.map(describe).join(', ')}`)
  const left = [...read.problems, ...problems.map(({ words }) => words)]
  if (left.length > 0) notes.push('Not kept:', ...left.slice(0, shownProblems))
  if (left.length > shownProblems) notes.push(`… and ${left.length - shownProblems} more`)
  return { edits, notes }
}

function describe({ path, content }: FileEdit): string {
  if (!(content instanceof Uint8Array)) return path
  return `${path} (${describeBinary(path, content.byteLength)})`
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
