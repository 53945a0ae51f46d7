import type { Extension } from '@codemirror/state'
import { type EditorView, ViewPlugin } from '@codemirror/view'

/** CodeMirror reads a composition's text some 50 ms after its end. */
const settlesMs = 80

/** Calls `hold` when an input method begins to compose, and what it returned after the composition is in the text. */
export function holdWhileComposing(hold: () => () => void): Extension {
  class Holder {
    #release: (() => void) | null = null
    #timer: ReturnType<typeof setTimeout> | null = null

    begin(): void {
      if (this.#timer) clearTimeout(this.#timer)
      this.#release ??= hold()
    }

    end(): void {
      if (this.#timer) clearTimeout(this.#timer)
      this.#timer = setTimeout(() => this.destroy(), settlesMs)
    }

    destroy(): void {
      if (this.#timer) clearTimeout(this.#timer)
      this.#timer = null
      this.#release?.()
      this.#release = null
    }
  }
  return ViewPlugin.define((_view: EditorView) => new Holder(), {
    eventHandlers: {
      compositionstart() {
        this.begin()
      },
      compositionend() {
        this.end()
      },
      blur() {
        this.end()
      },
    },
  })
}
