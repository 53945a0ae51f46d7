export const blameWords = {
  pick: 'Pick an element to see who made it',
  title: 'Who made this',
  changed: 'Changed last',
  made: 'Made',
  unsaved: 'Changed just now. It is no version yet.',
  unknown: 'From a session that you can’t see, or from before changes were kept.',
  start: 'It was there when the session began.',
  elsewhere: (name: string) => `In “${name}”`,
  noPlace: 'This element doesn’t come from the app’s own files.',
  inexact: 'The page shows an older file, so this may be about other lines.',
  failed: 'Couldn’t find who made this.',
  columnFailed: 'Couldn’t load who asked for each line.',
  lines: (path: string, from: number, to: number) =>
    from === to ? `${path}, line ${from}` : `${path}, lines ${from}–${to}`,
  large: 'This file is long, so all of it counts as its last change’s.',
}
