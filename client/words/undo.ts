import { namesOf } from '../../shared/names.ts'
import type { Person } from '../../shared/protocol/person.ts'

const count = new Intl.NumberFormat('en')

function counted(number: number, one: string, many = `${one}s`): string {
  return `${count.format(number)} ${number === 1 ? one : many}`
}

export function versionsWords(numbers: readonly number[]): string {
  const last = numbers.at(-1)
  if (last === undefined) return 'this change'
  if (numbers.length === 1) return `version ${last}`
  return `versions ${numbers.slice(0, -1).join(', ')} and ${last}`
}

export const fileWords = {
  files: (files: number) => counted(files, 'file'),
  conflicts: (conflicts: number) => counted(conflicts, 'conflict'),
  binary: 'binary',
  renamed: (from: string) => `was ${from}`,
}

export const undoWords = {
  lead: (numbers: readonly number[], redo: boolean) =>
    redo
      ? `Brings back what ${versionsWords(numbers)} took out. What came later stays.`
      : `Takes out what ${versionsWords(numbers)} changed. What came later stays.`,
  request: (text: string, authors: readonly Person[]) => `“${text}” · ${namesOf(authors)}`,
  failed: 'Couldn’t work out what would change.',
  startFailed: (verb: string) => `Couldn’t ${verb.toLowerCase()}.`,
  nothing: 'Nothing would change: the files already look like this.',
  before: (numbers: readonly number[]) =>
    numbers.length === 1 ? `Before version ${numbers[0]}` : `Without ${versionsWords(numbers)}`,
  again: (numbers: readonly number[]) => `Before ${versionsWords(numbers)}`,
  dependents: (many: number) =>
    many === 1
      ? 'A later version builds on it'
      : `${count.format(many)} later versions build on it`,
  dependentsText: 'Without it they may break. Tick what should be undone as well.',
  uses: (names: readonly string[]) => `uses ${names.join(', ')}`,
  checking: 'Checking types and page…',
  checkOk: 'Types and page are fine afterwards.',
  checkFailed: 'Afterwards the app would have errors:',
  notChecked: 'The result couldn’t be checked.',
  checkedLater: 'The result is checked once the conflicts are solved.',
  waits: 'Waits until the run is done.',
  conflictsText: 'Later changes touch the same lines. Choose what should stand there.',
  solved: (conflicts: number) => `${counted(conflicts, 'conflict')} solved.`,
  solveFirst: 'Solve the conflicts first, or let the agent do it.',
}

export const mergeWords = {
  lead: (from: string, to: string) => `Brings the changes of “${from}” into “${to}”.`,
  now: 'Now',
  sent: (name: string) => `The merge was sent to “${name}”. It is done when its run there is done.`,
}

export const restoreWords = {
  lead: (number: number | undefined) =>
    `The files become what they were in ${number === undefined ? 'this version' : `version ${number}`}, as a new version. Nothing is lost: later versions stay in the list.`,
  same: 'Nothing would change: the files are the same as in this version.',
  compareFailed: 'Couldn’t compare this version with the files now.',
  failed: 'Couldn’t restore the version.',
}

export const forkWords = {
  forking: (number: number | undefined) =>
    `Creating a new session from ${number === undefined ? 'this version' : `version ${number}`}…`,
  failed: 'Couldn’t create the new session.',
  ahead: (versions: number) => `${count.format(versions)} ahead`,
  behind: (versions: number) => `${count.format(versions)} behind`,
  even: 'up to date',
  aheadTitle: (versions: number) =>
    `${counted(versions, 'version')} that the other session doesn’t have`,
  behindTitle: (versions: number) =>
    `${counted(versions, 'version')} of the other session that aren’t here`,
  takeLead:
    'Your changes go on in a new session of their own, and are taken out here. What others changed stays.',
  takeFailed: 'Couldn’t move your changes.',
  takeConflicts:
    'later changes touch the same lines. Undo them here by “Undo this”, or leave them out.',
}

export const conflictWords = {
  progress: (solved: number, all: number) => `${solved} of ${all} solved`,
  place: (at: number, all: number) => `Conflict ${at} of ${all}`,
  unchanged: (lines: number) => `Show ${counted(lines, 'unchanged line')}`,
  nothingHere: 'Nothing here',
  keys: 'N and P go to the next and the previous conflict. 1, 2 and 3 choose, E edits.',
  text: 'Both sides changed the same lines.',
  binary: 'Both sides changed this file, and it isn’t text. Choose one of them.',
  large:
    'Both sides changed this file, and it is too large to compare by lines. Choose one of them.',
  deletedNow: 'This file was deleted since. The other side still has it.',
  deletedThere: 'One side deletes this file, the other changed it.',
  folder: 'A file on one side is a folder on the other. Choose one of them.',
  noFile: 'No file',
  fileFailed: 'Couldn’t load the file.',
  bytes: (size: number) =>
    size < 1_000
      ? counted(size, 'byte')
      : size < 1_000_000
        ? `${(size / 1_000).toFixed(1)} kB`
        : `${(size / 1_000_000).toFixed(1)} MB`,
}
