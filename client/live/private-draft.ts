import * as Y from 'yjs'
import { draftText } from '../../shared/record.ts'
import { createStore, type Store } from './store.ts'

/** The part of the browser's storage that it uses. */
type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/**
 * A prompt that nobody else sees: it is kept in this browser, and survives a reload. `on` says whether it is what the composer
 * shows in place of the shared draft.
 */
export class PrivateDraft {
  readonly #doc = new Y.Doc()
  readonly text = this.#doc.getText(draftText)
  readonly #content = createStore('')
  readonly content: Store<string> = this.#content
  readonly #on = createStore(false)
  readonly on: Store<boolean> = this.#on
  readonly #keep: Keep | null
  readonly #key: string

  /** `keep` is null where the browser keeps nothing; then it lasts as long as the page. */
  constructor(keep: Keep | null, key: string) {
    this.#keep = keep
    this.#key = key
    const kept = keep?.getItem(key) ?? null
    if (kept !== null) {
      this.text.insert(0, kept)
      this.#content.set(kept)
      this.#on.set(true)
    }
    this.text.observe(() => {
      this.#content.set(this.text.toString())
      this.#store()
    })
  }

  /** Shows it, or the shared one again. What stands in it stays, until it is sent. */
  switch(on: boolean): void {
    this.#on.set(on)
    this.#store()
  }

  clear(): void {
    this.text.delete(0, this.text.length)
  }

  /** Puts a text before what is there, on lines of its own. */
  putBack(text: string): void {
    this.text.insert(0, this.text.length === 0 ? text : `${text}\n\n`)
  }

  #store(): void {
    const content = this.#content.get()
    try {
      if (this.#on.get() || content !== '') this.#keep?.setItem(this.#key, content)
      else this.#keep?.removeItem(this.#key)
    } catch {
      // a browser that is full keeps it for as long as the page
    }
  }
}
