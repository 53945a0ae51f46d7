import * as Y from 'yjs'

/** The origin of other people's changes in the shown doc. */
export const fromOthers = 'others'

/**
 * Joins the doc that people write in with the one that the connection keeps in sync. While `hold` is in effect, what others
 * change waits; what is written here never does. An input method loses its composition when its text changes underneath it.
 */
export class UpdateGate {
  readonly #shown: Y.Doc
  readonly #connected: Y.Doc
  #holds = 0
  #held: Uint8Array[] = []

  /** `onChange` follows each change of the shown doc. */
  constructor(shown: Y.Doc, connected: Y.Doc, onChange: (others: boolean) => void) {
    this.#shown = shown
    this.#connected = connected
    shown.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== fromOthers) Y.applyUpdate(connected, update, this)
      onChange(origin === fromOthers)
    })
    connected.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === this) return
      if (this.#holds > 0) this.#held.push(update)
      else Y.applyUpdate(shown, update, fromOthers)
    })
  }

  /** Returns the release; calling it again does nothing. */
  hold(): () => void {
    this.#holds++
    let released = false
    return () => {
      if (released) return
      released = true
      if (--this.#holds > 0 || this.#held.length === 0) return
      const held = this.#held
      this.#held = []
      Y.applyUpdate(this.#shown, Y.mergeUpdates(held), fromOthers)
    }
  }

  destroy(): void {
    this.#shown.destroy()
    this.#connected.destroy()
  }
}
