import { createHmac, timingSafeEqual } from 'node:crypto'
import type { BrowserKey } from './browser-key.ts'

const validForMs = 10 * 60_000

/** `way`: what the state is for, such as "github". */
type Signing = { way: string; browser: BrowserKey }

/**
 * What a sign-in elsewhere brings back. It is signed with the browser's key: a page that plants cookies can't make somebody
 * finish its own sign-in.
 */
export function newState(nonce: string, signing: Signing): string {
  const content = `${nonce}.${Date.now() + validForMs}`
  return `${content}.${deriveFrom(content, 'state', signing)}`
}

/** False if another browser started it, or too long ago. */
export function isOwnState(state: string, signing: Signing): boolean {
  const [nonce = '', until = '', signature = ''] = state.split('.')
  const expected = deriveFrom(`${nonce}.${until}`, 'state', signing)
  return same(expected, signature) && Number(until) >= Date.now()
}

/** A secret that only this browser's requests and the server know, the same at start and finish. */
export function deriveFrom(content: string, purpose: string, { way, browser }: Signing): string {
  return createHmac('sha256', browser.key)
    .update(`${way} ${purpose} ${content}`)
    .digest('base64url')
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
