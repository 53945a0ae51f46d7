/** What came of a change: what was done, in words that follow “I”, or why it could not be. */
export type Outcome = { ok: true; done: string } | { ok: false; why: string }

export const done = (text: string): Outcome => ({ ok: true, done: text })

export const failed = (why: string): Outcome => ({ ok: false, why })
