import type { FileConflict, MergePart, Resolution } from '../../../shared/protocol/merge-view.ts'

export type TextConflict = Extract<MergePart, { is: 'conflict' }>

/** What a person wants in place of a conflict. `text`: written by hand. */
export type Choice = { take: 'ours' | 'theirs' | 'both' } | { text: string }

export type Choices = ReadonlyMap<string, Choice>

/** A place where two changes meet: a part of a text file, or a whole file. */
export interface Meeting {
  /** Another one once any of the contents is another: an old choice doesn't count. */
  id: string
  path: string
  part: TextConflict | null
}

function idOf({ path, key }: FileConflict, part: number | null): string {
  return JSON.stringify([path, key, part])
}

export function meetingsIn(conflict: FileConflict): Meeting[] {
  const { path, parts } = conflict
  if (!parts) return [{ id: idOf(conflict, null), path, part: null }]
  return parts.flatMap((part, index) =>
    part.is === 'conflict' ? [{ id: idOf(conflict, index), path, part }] : [],
  )
}

export function meetingsOf(conflicts: readonly FileConflict[]): Meeting[] {
  return conflicts.flatMap(meetingsIn)
}

function joined(first: string, second: string): string {
  const apart = first === '' || second === '' || first.endsWith('\n')
  return apart ? first + second : `${first}\n${second}`
}

export function chosenText({ ours, theirs }: TextConflict, choice: Choice): string {
  if ('text' in choice) return choice.text
  if (choice.take === 'both') return joined(ours, theirs)
  return choice.take === 'ours' ? ours : theirs
}

function resolutionOf(conflict: FileConflict, choices: Choices): Resolution | null {
  const { path, key, parts } = conflict
  if (!parts) {
    const choice = choices.get(idOf(conflict, null))
    if (!choice) return null
    if ('text' in choice) return { path, key, content: choice.text }
    return choice.take === 'both' ? null : { path, key, take: choice.take }
  }
  let content = ''
  for (const [index, part] of parts.entries()) {
    if (part.is === 'same') {
      content += part.text
      continue
    }
    const choice = choices.get(idOf(conflict, index))
    if (!choice) return null
    const text = chosenText(part, choice)
    // an edited part may have lost its last line break
    content += text !== '' && !text.endsWith('\n') && index < parts.length - 1 ? `${text}\n` : text
  }
  return { path, key, content }
}

/** Of the files whose conflicts are all solved. */
export function resolutionsOf(conflicts: readonly FileConflict[], choices: Choices): Resolution[] {
  return conflicts.flatMap((conflict) => resolutionOf(conflict, choices) ?? [])
}

/** `open`: conflicts without a choice. */
export function resolved(conflicts: readonly FileConflict[], choices: Choices) {
  const meetings = meetingsOf(conflicts)
  return {
    resolutions: resolutionsOf(conflicts, choices),
    open: meetings.length - countSolved(meetings, choices),
  }
}

export function countSolved(meetings: readonly Meeting[], choices: Choices): number {
  return meetings.filter(({ id }) => choices.has(id)).length
}
