import type { Chunk } from '@codemirror/merge'
import { type EditorState, type Extension, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view'

const setCurrent = StateEffect.define<{ from: number; to: number }>()

const line = Decoration.line({ class: 'cm-currentChange' })

function linesOf(state: EditorState, { from, to }: { from: number; to: number }): DecorationSet {
  const marks = []
  const last = state.doc.lineAt(Math.min(to, state.doc.length)).number
  for (let at = state.doc.lineAt(Math.min(from, state.doc.length)).number; at <= last; at++)
    marks.push(line.range(state.doc.line(at).from))
  return Decoration.set(marks)
}

const current = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, { effects, state }) =>
    effects.reduce(
      (now, effect) => (effect.is(setCurrent) ? linesOf(state, effect.value) : now),
      marks,
    ),
  provide: (field) => EditorView.decorations.from(field),
})

export const currentChange: Extension = current

/** Marks a change and scrolls to it. */
export function showChange(view: EditorView, chunk: Chunk): void {
  const to = Math.max(chunk.fromB, chunk.endB)
  view.dispatch({
    selection: { anchor: Math.min(chunk.fromB, view.state.doc.length) },
    effects: [
      setCurrent.of({ from: chunk.fromB, to }),
      EditorView.scrollIntoView(Math.min(chunk.fromB, view.state.doc.length), {
        y: 'start',
        yMargin: 60,
      }),
    ],
  })
}
