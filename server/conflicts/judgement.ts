import { createHash } from 'node:crypto'
import type { Judgement } from '../../drizzle/schema.ts'
import type { OpenMessage } from './open-messages.ts'

type Judged = Pick<OpenMessage, 'runId' | 'text' | 'judged'>

/** The same in either order. */
export function textsKey(a: Pick<OpenMessage, 'text'>, b: Pick<OpenMessage, 'text'>): string {
  return createHash('sha256')
    .update(JSON.stringify([a.text, b.text].sort()))
    .digest('base64url')
    .slice(0, 22)
}

/** Either message may store it. It counts only for their current texts. */
export function judgementOf(a: Judged, b: Judged): Judgement | null {
  if (a.judged.length === 0 && b.judged.length === 0) return null
  const texts = textsKey(a, b)
  const about = (judged: readonly Judgement[], runId: string) =>
    judged.find((each) => each.runId === runId && each.texts === texts)
  return about(a.judged, b.runId) ?? about(b.judged, a.runId) ?? null
}

/** A model was asked and may still respond. */
export function isPending(judgement: Judgement | null, now: Date): boolean {
  return judgement?.is === 'asked' && new Date(judgement.until) > now
}
