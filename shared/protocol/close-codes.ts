/**
 * Close codes of the app's WebSockets, with the reason that is sent where the server has no better one.
 * `retry` says what the tab may do: `never` (it has no access), `signin` (after signing in), `fresh` (connect again with an empty
 * doc: what it holds is refused), `same` (connect again with what it holds, after a back-off). y-websocket itself
 * stops reconnecting after 44xx.
 */
export const closes = {
  failed: { code: 1011, reason: 'Something went wrong.', retry: 'same' },
  restarts: { code: 1012, reason: 'The server restarts.', retry: 'same' },
  notSignedIn: { code: 4401, reason: 'Sign in first.', retry: 'signin' },
  forbidden: { code: 4403, reason: 'Your role here no longer allows that.', retry: 'never' },
  notFound: { code: 4404, reason: 'There is no such document.', retry: 'never' },
  /** The tab's record is of another epoch. The reason is the epoch that the server has. */
  staleEpoch: { code: 4409, reason: 'The epoch that the server has.', retry: 'fresh' },
  tooLarge: { code: 4413, reason: 'The message is too large.', retry: 'fresh' },
  malformed: { code: 4422, reason: 'The message is malformed.', retry: 'fresh' },
  tooSlow: { code: 4429, reason: 'The connection is too slow.', retry: 'same' },
  /** More messages at once than a person makes. */
  flooding: { code: 4430, reason: 'Too many messages at once.', retry: 'fresh' },
} as const satisfies Record<string, { code: number; reason: string; retry: CloseRetry }>

type CloseRetry = 'never' | 'signin' | 'fresh' | 'same'

type CloseCodes = { readonly [Name in keyof typeof closes]: (typeof closes)[Name]['code'] }

/** The codes alone, by name. */
export const closeCodes = Object.fromEntries(
  Object.entries(closes).map(([name, { code }]) => [name, code]),
) as CloseCodes

/** What a tab may do after a close. A 44xx that this version does not know refuses what the tab holds. */
export function closeRetry(code: number): CloseRetry {
  const known = Object.values(closes).find((close) => close.code === code)
  return known?.retry ?? (code >= 4400 && code < 4500 ? 'fresh' : 'same')
}
