/** The little of DER (X.690) that certificates need. */

function lengthOf(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.from([bytes])
  const digits: number[] = []
  for (let left = bytes; left > 0; left = Math.floor(left / 256)) digits.unshift(left % 256)
  return Buffer.from([0x80 | digits.length, ...digits])
}

export function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body])
}

export function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, ...parts)
}

export function setOf(...parts: Buffer[]): Buffer {
  return tagged(0x31, ...parts)
}

/** Positive: `bytes` are read as an unsigned number. */
export function integer(bytes: Buffer): Buffer {
  const isHigh = ((bytes[0] ?? 0) & 0x80) !== 0
  return tagged(0x02, ...(isHigh ? [Buffer.from([0])] : []), bytes)
}

export function bitString(bytes: Buffer): Buffer {
  return tagged(0x03, Buffer.from([0]), bytes)
}

export function octetString(bytes: Buffer): Buffer {
  return tagged(0x04, bytes)
}

export function text(value: string): Buffer {
  return tagged(0x0c, Buffer.from(value, 'utf8'))
}

export const yes = tagged(0x01, Buffer.from([0xff]))

/** `dotted`: 1.2.840.10045.4.3.2 */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = rest.flatMap((arc) => {
    const groups = [arc & 0x7f]
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80)
    return groups
  })
  return tagged(0x06, Buffer.from([first * 40 + second, ...bytes]))
}

/** To the second; with two digits of the year until 2049, as certificates must have it. */
export function time(date: Date): Buffer {
  const digits = `${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`
  const isShort = date.getUTCFullYear() < 2050
  return tagged(isShort ? 0x17 : 0x18, Buffer.from(digits.slice(isShort ? 2 : 0), 'latin1'))
}
