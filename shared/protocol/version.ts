/**
 * Version of this folder. Each subscription's snapshot carries it; an older tab offers to reload. Raise it, with
 * `protocolHash`, with every change of a schema, a close code or a doc name.
 *
 * During an upgrade both versions talk to each other. So a change may add an event or message type, an optional field, a
 * procedure. It must not change a name's meaning, remove a field that an older tab reads, or add a value to an enum that it
 * reads strictly: that takes two releases, of which the first prepares the consumers. See docs/many-nodes.md.
 */
export const protocolVersion = 4

/** From version.test.ts. */
export const protocolHash = '3f2b2f8251fd8da5'
