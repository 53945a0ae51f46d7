const count = new Intl.NumberFormat('en')

export function number(value: number): string {
  return count.format(value)
}

/** “1 file”, “12 files”. */
export function files(many: number): string {
  return `${count.format(many)} ${many === 1 ? 'file' : 'files'}`
}

export function bytes(size: number): string {
  if (size < 1_000) return `${size} B`
  return size < 1_000_000
    ? `${(size / 1_000).toFixed(1)} kB`
    : `${(size / 1_000_000).toFixed(1)} MB`
}

export const versionsWords = {
  empty: 'Each message that changes the app is saved here as a version.',
  noMatches: 'No versions match these filters.',
  failed: 'Couldn’t load the versions.',
  olderFailed: 'Couldn’t load older versions.',
  filtersFailed: 'Couldn’t load the lists of people and files.',
  nameFailed: (reason: string) => `Couldn’t save the name. ${reason}`,
  starFailed: (reason: string) => `Couldn’t change the star. ${reason}`,
  undoneBy: (number: number) => `Undone by version ${number}`,
  from: (name: string, number: number) => `from ${name}, version ${number}`,
  partial: {
    cancelled: 'This run was stopped, so the version is partial work.',
    failed: 'This run failed, so the version is partial work.',
    timed_out: 'This run took too long, so the version is partial work.',
  },
  checks: {
    passed: 'Types and page were checked.',
    typesFailed: 'The types don’t check.',
    pageFailed: 'The page has an error.',
  },
  keys: 'Up and down to move, Enter to see the changes',
}

export const lookWords = {
  lookingAt: (number: number) => `Looking at version ${number}`,
  frame: 'Version preview',
  starting: 'Starting this version…',
  startingText: 'It runs in a sandbox of its own. Everyone else still sees the app as it is now.',
  asleepText: 'The server needed its place for another one.',
  failed: 'Couldn’t show this version',
  ended: 'This look has ended',
  endedText: 'Its sandbox ends when nobody looks at it, and when too many versions are looked at.',
}

export const catchUpWords = {
  /** “5 messages and 12 files since yesterday”. */
  summary: (messages: number, many: number, since: string) => {
    const parts = [
      ...(messages > 0
        ? [`${count.format(messages)} ${messages === 1 ? 'message' : 'messages'}`]
        : []),
      ...(many > 0 ? [files(many)] : []),
    ]
    return `${parts.join(' and ')} since ${since}`
  },
  position: (at: number, all: number) => `${at} of ${all}`,
  atVersion: (number: number) => `The app was at version ${number}.`,
  keys: 'Left and right to move, Space to play or pause',
}

export const changesWords = {
  none: 'No changes yet. They appear here as soon as a message changes the app.',
  first: 'This is where the session began. Choose a later version to see what changed.',
  same: 'These two have the same files.',
  neverHere: 'This is your first visit to the session.',
  sinceThen: (number: number) => `since version ${number}`,
  nothingSince: 'Nothing has changed since you were last here.',
  noneOfPerson: 'They have changed no files here.',
  noneOfMessage: 'This message changed no files.',
  failed: 'Couldn’t load the changes.',
  fileFailed: 'Couldn’t load this file.',
  goneVersion: 'Couldn’t find this version.',
  choose: 'Choose a file to see its changes.',
  renamedOnly: 'The file was renamed. Its content is the same.',
  large: (size: string) => `This file is large (${size}), so its changes aren’t shown at once.`,
  binary: 'This file isn’t text.',
  notThere: 'not in this version',
  position: (at: number, all: number) => `Change ${at} of ${all}`,
  imprecise: 'This file took too long to compare, so larger parts than needed are marked.',
}
