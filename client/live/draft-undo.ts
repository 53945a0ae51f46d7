import * as Y from 'yjs'

/** Undo and redo of what this tab wrote in a prompt. It ends with the sending, whoever sends. */
export class DraftUndo {
  readonly manager: Y.UndoManager
  #removed = false
  #arrived = false

  constructor(text: Y.Text) {
    this.manager = new Y.UndoManager(text)
  }

  /** This tab sent the prompt. */
  end(): void {
    this.manager.clear()
    this.#removed = false
    this.#arrived = false
  }

  /** Others removed text, as the sending does. It may come before or after the message itself. */
  othersRemoved(): void {
    this.#removed = true
    this.#endIfSent()
  }

  /** A message or a suggestion of somebody arrived. */
  messageArrived(): void {
    this.#arrived = true
    this.#endIfSent()
  }

  #endIfSent(): void {
    if (this.#removed && this.#arrived) this.end()
  }

  destroy(): void {
    this.manager.destroy()
  }
}
