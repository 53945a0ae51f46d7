import { type Frame, frame, readText } from './wire.ts'

const copyRefused = `DO $$ BEGIN RAISE feature_not_supported USING MESSAGE = 'COPY FROM STDIN is not available on the embedded database'; END $$`
const comment = /\/\*[\s\S]*?\*\/|--[^\n]*/g
const copyInStatement = /\bcopy\b[\s\S]*\bfrom\s+stdin\b/i
// What can outlive a transaction in the shared backend.
const leavesState = /\b(set|reset|set_config|listen|temp|temporary|prepare|declare|advisory)\b/i

/** Prefixes prepared statement names, so that connections' equal names don't collide. */
export class StatementNames {
  readonly #prefix: string
  readonly #open = new Set<string>()
  /** A statement may have left session state. */
  dirty = false

  constructor(prefix: string) {
    this.#prefix = prefix
  }

  get open(): Iterable<string> {
    return this.#open
  }

  /** Returns the same bytes if the message names no statement. */
  rewrite({ type, bytes }: Frame): Buffer {
    switch (type) {
      case 'Q':
        return this.#query(bytes)
      case 'P':
        return this.#parse(bytes)
      case 'B': {
        const portal = readText(bytes, 5)
        const statement = readText(bytes, portal.next)
        if (statement.text === '') return bytes
        return frame('B', portal.text, this.#name(statement.text), bytes.subarray(statement.next))
      }
      case 'D':
      case 'C':
        return this.#describeOrClose(type, bytes)
      default:
        return bytes
    }
  }

  #name(name: string): string {
    return `${this.#prefix}${name}`
  }

  #query(bytes: Buffer): Buffer {
    const { text } = readText(bytes, 5)
    this.#note(text)
    return isCopyIn(text) ? frame('Q', copyRefused) : bytes
  }

  #parse(bytes: Buffer): Buffer {
    const statement = readText(bytes, 5)
    const query = readText(bytes, statement.next)
    this.#note(query.text)
    const copyIn = isCopyIn(query.text)
    if (statement.text === '' && !copyIn) return bytes
    const name = statement.text === '' ? '' : this.#name(statement.text)
    if (name !== '') this.#open.add(name)
    return frame('P', name, copyIn ? copyRefused : query.text, bytes.subarray(query.next))
  }

  #describeOrClose(type: 'D' | 'C', bytes: Buffer): Buffer {
    const isStatement = bytes[5] === 0x53
    const { text } = readText(bytes, 6)
    if (!isStatement || text === '') return bytes
    const name = this.#name(text)
    if (type === 'C') this.#open.delete(name)
    return frame(type, Buffer.from('S'), name)
  }

  #note(text: string): void {
    this.dirty ||= leavesState.test(text)
  }
}

// The backend would wait for rows, find none and exit. Tests with and without comments, since a
// string may look like a comment.
function isCopyIn(text: string): boolean {
  if (!/copy/i.test(text)) return false
  return copyInStatement.test(text) || copyInStatement.test(text.replaceAll(comment, ' '))
}
