import * as Y from 'yjs'
import { docName, draftText } from '../../shared/protocol/doc-names.ts'
import { readFrame, step1Frame, step2Frame, updateFrame } from '../../server/rooms/doc-protocol.ts'
import { Line } from './line.ts'
import type { Place } from './messages.ts'

/** A record or a draft over a plain socket. A record is taken anew with each connection. */
export class DocLine {
  readonly line: Line
  readonly kind: 'record' | 'draft'
  doc = new Y.Doc()

  constructor(kind: 'record' | 'draft', url: string, { sessionId, cookie }: Place) {
    this.kind = kind
    if (kind === 'draft')
      this.doc.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin !== this) this.line.send(updateFrame(update))
      })
    this.line = new Line({
      url: () => `${url.replace('http', 'ws')}/yjs/${docName[kind](sessionId)}`,
      headers: { cookie, origin: url },
      onOpen: (socket) => socket.send(step1Frame(this.doc)),
      onMessage: (_socket, data) => this.#take(data),
      onCut: () => {
        if (kind === 'record') this.doc = new Y.Doc()
      },
    })
  }

  type(word: string): void {
    const text = this.doc.getText(draftText)
    text.insert(text.length, word)
  }

  text(): string {
    return this.doc.getText(draftText).toString()
  }

  #take(data: Buffer): void {
    const frame = readFrame(data)
    if (frame.type === 'step1') this.line.send(step2Frame(this.doc, frame.stateVector))
    if (frame.type !== 'update') return
    this.line.answered()
    Y.applyUpdate(this.doc, frame.update, this)
  }
}
