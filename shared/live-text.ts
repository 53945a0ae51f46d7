import type { Token } from './protocol/token.ts'

/** `attempt` is the highest seen. */
export type LiveText = { messageId: string; step: number; attempt: number; text: string }

/** `gap`: the text before the token is missing and must be fetched. */
export type TokenEffect = 'applied' | 'known' | 'gap'

function keyOf(token: { messageId: string; step: number }) {
  return `${token.messageId}/${token.step}`
}

/**
 * By (message, step). A repeated token changes nothing; an overlapping one adds its new part; a higher attempt replaces the
 * text, a lower one is ignored (rule 3).
 */
export class LiveTexts {
  readonly #texts = new Map<string, LiveText>()

  apply(token: Token): TokenEffect {
    const key = keyOf(token)
    const old = this.#texts.get(key)
    if (old && token.attempt < old.attempt) return 'known'
    const current = old && token.attempt === old.attempt ? old.text : ''
    const end = token.offset + token.text.length
    if (token.offset > current.length) return 'gap'
    if (old && token.attempt === old.attempt && end <= current.length) return 'known'
    this.#texts.set(key, {
      messageId: token.messageId,
      step: token.step,
      attempt: token.attempt,
      text: current + token.text.slice(current.length - token.offset),
    })
    return 'applied'
  }

  get(messageId: string, step: number): LiveText | undefined {
    return this.#texts.get(keyOf({ messageId, step }))
  }

  settle(messageId: string, step: number): void {
    this.#texts.delete(keyOf({ messageId, step }))
  }

  endMessage(messageId: string): void {
    for (const [key, text] of this.#texts) if (text.messageId === messageId) this.#texts.delete(key)
  }

  all(): Token[] {
    return [...this.#texts.values()].map((text) => ({ type: 'token', offset: 0, ...text }))
  }

  clear(): void {
    this.#texts.clear()
  }
}
