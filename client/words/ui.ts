/**
 * The sentences that people read, one file a screen. These are for every screen.
 *
 * - In `client/words/`: sentences and parts of sentences (errors, notices, empty states, confirmations, hints, lead texts)
 *   and every text that is used twice. A text with a value in it is a function.
 * - Beside the component: labels of one to three words that occur once (buttons, fields, headings, menu items) and the
 *   accessible names made from them.
 * - A file a screen instead of one for all: each is loaded with the screen that shows it, so the first page stays small.
 *   `session.ts` has the session's words, `account.ts` those of sign-in and sign-up, and so on. No file here imports a
 *   component.
 *
 * An error names the action that failed, then what to do next: "Couldn't save the name. Try again."
 */
export const errorWords = {
  tryAgain: 'Try again',
}
