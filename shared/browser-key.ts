/**
 * A secret of one browser at one origin of the app. The name of its auth cookie is made from it (docs/decisions/0015). `new.`
 * stands before a key that no response has answered yet: only then a cookie of an earlier release counts.
 */
export const browserKeyHeader = 'x-fegg-browser'

/** WebSockets carry the key as a subprotocol; the server picks the plain one. */
export const socketProtocol = 'fegg'

export const newKeyPrefix = 'new.'

export const browserKeyPattern = /^(new\.)?([A-Za-z0-9_-]{43})$/
