const opcodes = { text: 0x1, binary: 0x2 } as const

/** The head of an unmasked, unfragmented frame (RFC 6455, 5.2). */
function frameHead(opcode: number, length: number): Buffer {
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head[0] = 0x80 | opcode
  if (length < 126) head[1] = length
  else if (length < 65_536) {
    head[1] = 126
    head.writeUInt16BE(length, 2)
  } else {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(length), 2)
  }
  return head
}

/**
 * Builds each frame once for all connections; `ws` builds a head for each. Connections must not use
 * compression or fragments. Control frames stay with `ws`.
 */
export function sharedFrames<Message extends string | Uint8Array>(kind: keyof typeof opcodes) {
  let last: Message | null = null
  let wire: Buffer = Buffer.alloc(0)
  return (message: Message): Buffer => {
    if (message === last) return wire
    const given: string | Uint8Array = message
    const body = typeof given === 'string' ? Buffer.from(given) : given
    wire = Buffer.concat([frameHead(opcodes[kind], body.byteLength), body])
    last = message
    return wire
  }
}
