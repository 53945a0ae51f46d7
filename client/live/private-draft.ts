import * as Y from 'yjs'
import { draftText } from '../../shared/protocol/doc-names.ts'
import { createStore, type Store } from './store.ts'
import { changeText } from './text-change.ts'

/** The part of the browser's storage that it uses. */
type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/**
 * A prompt that nobody else sees: it is kept in this browser, one text in all of its tabs, and survives a reload. `on` says
 * whether it is what this tab's composer shows in place of the shared draft.
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
  /** Where it is kept whether the tab that opens next shows it. */
  readonly #onKey: string
  #isHearing = false

  /** `keep` is null where the browser keeps nothing; then it lasts as long as the page. */
  constructor(keep: Keep | null, key: string) {
    this.#keep = keep
    this.#key = key
    this.#onKey = `${key}/on`
    const kept = keep?.getItem(key) ?? ''
    this.text.insert(0, kept)
    this.#content.set(kept)
    this.#on.set(keep?.getItem(this.#onKey) != null)
    this.text.observe(() => {
      const content = this.text.toString()
      this.#content.set(content)
      if (!this.#isHearing) this.#store(this.#key, content)
    })
  }

  /** Shows it, or the shared one again. What stands in it stays, until it is sent. */
  switch(on: boolean): void {
    this.#on.set(on)
    // the flag alone: the text may be another tab's by now
    this.#store(this.#onKey, on ? 'on' : '')
  }

  /** Takes what another tab has kept; `key` is null where the browser forgot everything. */
  heard(key: string | null, value: string | null): void {
    if (key !== this.#key && key !== null) return
    this.#isHearing = true
    changeText(this.text, value ?? '')
    this.#isHearing = false
  }

  clear(): void {
    this.text.delete(0, this.text.length)
  }

  /** Puts a text before what is there, on lines of its own. */
  putBack(text: string): void {
    this.text.insert(0, this.text.length === 0 ? text : `${text}\n\n`)
  }

  #store(key: string, value: string): void {
    try {
      if (value !== '') this.#keep?.setItem(key, value)
      else this.#keep?.removeItem(key)
    } catch {
      // a browser that is full keeps it for as long as the page
    }
  }
}
