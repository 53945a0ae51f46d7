import * as Y from 'yjs'
import { draftText } from '../../shared/protocol/doc-names.ts'
import { DraftUndo } from './draft-undo.ts'
import { createStore, type Store } from './store.ts'
import { changeText } from './text-change.ts'

type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** A prompt stored in this browser and shared by its tabs. `on`: shown instead of the shared draft. */
export class PrivateDraft {
  readonly #doc = new Y.Doc()
  readonly text = this.#doc.getText(draftText)
  readonly undo: DraftUndo
  readonly #content = createStore('')
  readonly content: Store<string> = this.#content
  readonly #on = createStore(false)
  readonly on: Store<boolean> = this.#on
  readonly #keep: Keep | null
  readonly #key: string
  readonly #onKey: string
  #isFromStorage = false

  /** `keep` is null where storage is blocked. */
  constructor(keep: Keep | null, key: string) {
    this.#keep = keep
    this.#key = key
    this.#onKey = `${key}/on`
    const kept = keep?.getItem(key) ?? ''
    this.text.insert(0, kept)
    this.#content.set(kept)
    this.undo = new DraftUndo(this.text)
    this.#on.set(keep?.getItem(this.#onKey) != null)
    this.text.observe(() => {
      const content = this.text.toString()
      this.#content.set(content)
      if (!this.#isFromStorage) this.#store(this.#key, content)
    })
  }

  switch(on: boolean): void {
    this.#on.set(on)
    // not the text, which another tab may have changed
    this.#store(this.#onKey, on ? 'on' : '')
  }

  /** Handles a storage event; `key` is null when storage was cleared. */
  heard(key: string | null, value: string | null): void {
    if (key !== this.#key && key !== null) return
    this.#isFromStorage = true
    changeText(this.text, value ?? '', 'storage')
    this.#isFromStorage = false
  }

  clear(): void {
    this.text.delete(0, this.text.length)
    this.undo.end()
  }

  /** As a paragraph before the present text. */
  putBack(text: string): void {
    this.text.insert(0, this.text.length === 0 ? text : `${text}\n\n`)
  }

  #store(key: string, value: string): void {
    try {
      if (value !== '') this.#keep?.setItem(key, value)
      else this.#keep?.removeItem(key)
    } catch {
      // storage is full: the text is lost with the page
    }
  }
}
