/** What came of a change: what was done, in words that follow “I”, or why it could not be. */
export type Outcome = { ok: true; done: string } | { ok: false; why: string }

export function done(text: string): Outcome {
  return { ok: true, done: text }
}

export function failed(why: string): Outcome {
  return { ok: false, why }
}
