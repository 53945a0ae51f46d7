/**
 * `retry`: `never` (no access), `signin` (after signing in), `fresh` (reconnect with an empty doc: its content is refused),
 * `same` (reconnect with its content after a backoff). y-websocket itself stops reconnecting after 44xx.
 */
export const closes = {
  failed: { code: 1011, reason: 'Something went wrong.', retry: 'same' },
  restarts: { code: 1012, reason: 'The server restarts.', retry: 'same' },
  notSignedIn: { code: 4401, reason: 'Sign in first.', retry: 'signin' },
  forbidden: { code: 4403, reason: 'Your role here no longer allows that.', retry: 'never' },
  notFound: { code: 4404, reason: 'There is no such document.', retry: 'never' },
  /** The tab's record is of another epoch. The reason is the server's. */
  staleEpoch: { code: 4409, reason: 'The epoch that the server has.', retry: 'fresh' },
  tooLarge: { code: 4413, reason: 'The message is too large.', retry: 'fresh' },
  malformed: { code: 4422, reason: 'The message is malformed.', retry: 'fresh' },
  tooSlow: { code: 4429, reason: 'The connection is too slow.', retry: 'same' },
  /** The reason says whose connections, and what to do. */
  tooMany: { code: 4431, reason: 'Too many connections.', retry: 'same' },
  flooding: { code: 4430, reason: 'Too many messages at once.', retry: 'fresh' },
} as const satisfies Record<string, { code: number; reason: string; retry: CloseRetry }>

type CloseRetry = 'never' | 'signin' | 'fresh' | 'same'

type CloseCodes = { readonly [Name in keyof typeof closes]: (typeof closes)[Name]['code'] }

export const closeCodes = Object.fromEntries(
  Object.entries(closes).map(([name, { code }]) => [name, code]),
) as CloseCodes

/** An unknown 44xx refuses the tab's content. */
export function closeRetry(code: number): CloseRetry {
  const known = Object.values(closes).find((close) => close.code === code)
  return known?.retry ?? (code >= 4400 && code < 4500 ? 'fresh' : 'same')
}
