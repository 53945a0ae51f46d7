import { listOf } from '../../shared/names.ts'
import { truncate } from '../../shared/truncate.ts'
import { type PastVersion, titleOf } from '../versions/history.ts'

const titleLength = 140

/** "version 3", "versions 3 and 5". */
export function versionsText(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b).map(String)
  return `${sorted.length === 1 ? 'version' : 'versions'} ${listOf(sorted)}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function filesText(count: number): string {
  return count === 1 ? '1 file' : `${count} files`
}

/** Of a message that asks for an undo. */
export function undoText(versions: ReadonlyArray<Pick<PastVersion, 'number' | 'kind' | 'text'>>) {
  const [only] = versions
  const what = `Undo ${versionsText(versions.map(({ number }) => number))}`
  if (versions.length !== 1 || !only) return what
  const title = titleOf(only)
  // an undo's title has a title of its own
  const said =
    only.kind === 'run'
      ? `“${title}”`
      : title.charAt(0).toLowerCase() + title.slice(1).split(':')[0]
  return truncate(`${what}: ${said}`, titleLength)
}

export function restoreText(number: number): string {
  return `Restore version ${number}`
}

/** Of a message that asks for a merge, in the session that takes it. */
export function mergeText(into: 'source' | 'fork', from: string): string {
  return into === 'source' ? `Merge the fork “${from}”` : `Bring in what is new in “${from}”`
}

export const lookAgain =
  'The files changed since you looked, so this can’t be done as you decided. Nothing was changed. Look again.'

export function undoneAlready(
  gone: ReadonlyArray<{ version: { number: number }; by: { number: number } }>,
): string {
  const numbers = gone.map(({ version }) => version.number)
  const by = versionsText([...new Set(gone.map((each) => each.by.number))])
  const verb = numbers.length === 1 ? 'is' : 'are'
  return `${capital(versionsText(numbers))} ${verb} undone already, by ${by}. Nothing was changed.`
}

/** What an undo did. `later`: there are later versions than those. */
export function undoDone(
  taken: ReadonlyArray<Pick<PastVersion, 'number'>>,
  { files, later }: { files: number; later: boolean },
): string {
  const which = versionsText(taken.map(({ number }) => number))
  const changes = taken.length === 1 ? 'change' : 'changes'
  if (files === 0)
    return `Nothing of ${which} is left in the files, so there was nothing to take out.`
  const rest = later ? ' Later changes stay.' : ''
  return `Took out the ${changes} of ${which} in ${filesText(files)}.${rest}`
}

/** Said in place of, or after, what was done. `files`: changed so far. */
export function withConflicts(
  text: string,
  { files, conflicts }: Record<'files' | 'conflicts', number>,
) {
  if (conflicts === 0) return text
  const left = `${capital(filesText(conflicts))} could not be merged: the agent does that now.`
  return files === 0 ? left : `${text} ${left}`
}

export function restoreDone(number: number, files: number): string {
  if (files === 0) return `The files are as in version ${number} already. Nothing was changed.`
  return `The files are as they were in version ${number} again: ${filesText(files)} changed.`
}

export function nothingNew(from: string): string {
  return `“${from}” has nothing new to bring in. Nothing was changed.`
}

export function mergeDone(from: string, { brought, files }: { brought: number; files: number }) {
  const versions = brought === 1 ? '1 version' : `${brought} versions`
  if (files === 0) return `What ${versions} of “${from}” changed is here already.`
  return `Brought in ${versions} of “${from}”: ${filesText(files)} changed.`
}
