/**
 * The version of everything in this folder. A server sends it in each subscription's snapshot; a tab whose own is lower offers
 * to reload. Raise it by one with every change of a schema, a close code or a document's name, together with `protocolHash`.
 *
 * While nodes are upgraded one by one, and until people reload, both versions talk to each other. So a change
 * may add: an event's or a message's type, an optional field, a procedure. It must not change the meaning of an existing
 * name, remove a field that an older tab reads, or add a value to an enum that an older tab reads strictly: that takes two releases,
 * the first of which makes readers ready. See docs/many-nodes.md.
 */
export const protocolVersion = 1

/** The hash of the schemas of this version, as version.test.ts computes it. */
export const protocolHash = 'e8eb70b5a7f2c5b4'
