/**
 * The sentences that people read. Words of one screen are in that screen's file and load with it; these are for every
 * screen. No file here imports a component.
 *
 * - Here: errors, notices, empty states, confirmations, hints, dialog texts. A sentence with a value is a function.
 * - Beside the component: labels of up to three words, and accessible names.
 *
 * An error names the failed action, then what to do next: "Couldn’t save the name. Try again."
 */
export const errorWords = {
  noAnswer: 'Couldn’t reach the server. Check your connection. Nothing you typed is lost.',
  brokenPage: 'Something went wrong on this page.',
  pageFailed: 'Couldn’t show this page.',
  sessionFailed: 'Couldn’t open the session.',
}

/** Shown on pages outside of a session. */
export const offlineWords = 'You’re offline.'

export const proxyWords = {
  tooLarge:
    'This is too large for a proxy between you and the server (413). Send less at once, or ask whoever runs the server to let bodies of 1 MB through.',
  noServer: (status: number) =>
    `The server can’t be reached behind its proxy (${status}). Try again in a moment. Nothing you typed is lost.`,
  ownAnswer: (status: number) =>
    `A proxy between you and the server answered in its place (${status}). Reload the page. If that doesn’t help, tell whoever runs the server.`,
}

export const cookieWords = {
  title: 'Cookies are blocked',
  blocked: 'Your browser blocks cookies for this site, so FeGG can’t tell who you are.',
  how: 'Allow cookies and site data for this address in your browser’s settings (in most browsers by the icon left of the address), then try again. FeGG uses one cookie, to keep you signed in.',
}

export const notFoundWords = {
  title: 'Page not found',
  text: 'The link may be incomplete, or the page was deleted.',
}

export const themeWords = {
  toggle: (scheme: 'light' | 'dark') => `Switch to the ${scheme} theme`,
}

const partNames = {
  message: 'this message',
  answer: 'this part of the answer',
  steps: 'these tool calls',
  version: 'this version',
  fork: 'where this session was forked from',
  chat: 'the messages',
  working: 'what the agent is doing',
  queue: 'the queue',
  queued: 'this waiting message',
  suggestions: 'the suggestions',
  suggestion: 'this suggestion',
  composer: 'the message box',
  activity: 'the activity',
  entry: 'this entry',
  versions: 'the versions',
  catchUp: 'what happened since your last visit',
  look: 'the look at a version',
  changes: 'the changes',
  diff: 'the changes of this file',
  result: 'this result',
  comments: 'the comments',
  comment: 'this comment',
  preview: 'the preview',
  sandbox: 'the state of the sandbox',
  pageError: 'the page’s error',
  people: 'the people here',
  following: 'whom you follow',
  name: 'the session’s name',
  runState: 'the run’s state',
  model: 'the model',
  card: 'this session',
  palette: 'the command palette',
}

export type PartName = keyof typeof partNames

export const partWords = {
  failed: (name: PartName) => `Couldn’t show ${partNames[name]}.`,
}
