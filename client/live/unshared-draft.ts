import { fromBase64, toBase64 } from 'lib0/buffer'
import * as Y from 'yjs'

type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/**
 * Keeps in the browser what was written in the shared draft and has not reached the server, so that a reload does not lose it.
 * Each tab has a key of its own: two may have written.
 */
export class UnsharedDraft {
  readonly #keep: Keep | null
  readonly #prefix: string
  readonly #doc: Y.Doc
  readonly #own: string
  /** Of tabs that were closed or reloaded. */
  #found: string[] = []

  /** `keep` is null where storage is blocked. */
  constructor(keep: Keep | null, prefix: string, doc: Y.Doc) {
    this.#keep = keep
    this.#prefix = prefix
    this.#doc = doc
    this.#own = `${prefix}/${doc.clientID}`
  }

  /** Writes what was kept into the doc. */
  restore(): void {
    const keep = this.#keep
    if (!keep) return
    const keys = Array.from({ length: keep.length }, (_, index) => keep.key(index))
    this.#found = keys.filter((key): key is string => key?.startsWith(`${this.#prefix}/`) === true)
    for (const key of this.#found) {
      try {
        Y.applyUpdate(this.#doc, fromBase64(keep.getItem(key) ?? ''), this)
      } catch {
        keep.removeItem(key)
      }
    }
  }

  store(): void {
    try {
      this.#keep?.setItem(this.#own, toBase64(Y.encodeStateAsUpdate(this.#doc)))
    } catch {
      // storage is full: the text is lost with the page
    }
  }

  /** The server has it. */
  forget(): void {
    for (const key of [this.#own, ...this.#found]) this.#keep?.removeItem(key)
    this.#found = []
  }
}
