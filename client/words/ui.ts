/**
 * The sentences that people read, one file a screen; this one is for every screen.
 *
 * - Here: sentences and parts of sentences (errors, notices, empty states, confirmations, hints, dialog texts). A sentence
 *   with a value in it is a function.
 * - Beside the component: labels of up to three words (buttons, fields, headings, menu items) and accessible names.
 * - One file a screen, not one for all: each is loaded with the screen that shows it, so the first page stays small.
 *   `session.ts` has the session's words, `account.ts` those of sign-in and sign-up, and so on. No file here imports a
 *   component.
 *
 * An error names the action that failed, then what to do next: "Couldn’t save the name. Try again."
 */
export const errorWords = {
  noAnswer: 'Couldn’t reach the server. Check your connection. Nothing you typed is lost.',
  brokenPage: 'Something went wrong on this page.',
  pageFailed: 'Couldn’t show this page.',
  sessionFailed: 'Couldn’t open the session.',
}

export const notFoundWords = {
  title: 'Page not found',
  text: 'The link may be incomplete, or the page was deleted.',
}

export const themeWords = {
  toggle: (scheme: 'light' | 'dark') => `Switch to the ${scheme} theme`,
}
