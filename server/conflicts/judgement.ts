import { createHash } from 'node:crypto'
import type { Judgement } from '../../drizzle/schema.ts'
import type { Wish } from './wishes.ts'

type Judged = Pick<Wish, 'runId' | 'text' | 'judged'>

/** The same for two messages in either order, and another when one of them is edited. */
export function textsOf(a: Pick<Wish, 'text'>, b: Pick<Wish, 'text'>): string {
  return createHash('sha256')
    .update(JSON.stringify([a.text, b.text].sort()))
    .digest('base64url')
    .slice(0, 22)
}

/** What a model was asked about two messages as they are now, whichever of them it was kept with. */
export function judgementOf(a: Judged, b: Judged): Judgement | null {
  if (a.judged.length === 0 && b.judged.length === 0) return null
  const texts = textsOf(a, b)
  const about = (judged: readonly Judgement[], runId: string) =>
    judged.find((each) => each.runId === runId && each.texts === texts)
  return about(a.judged, b.runId) ?? about(b.judged, a.runId) ?? null
}

/** Whether a model was asked at most so long ago that its answer may still come. */
export function isAwaited(judgement: Judgement | null, now: Date): boolean {
  return judgement?.is === 'asked' && new Date(judgement.until) > now
}
