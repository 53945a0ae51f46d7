import { EditorState } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next'
import * as Y from 'yjs'
import classes from './conflicts.module.css'

interface Props {
  label: string
  /** What it begins with. */
  text: string
  onText: (text: string) => void
}

const look = EditorView.theme({
  '&': { fontSize: '12px', color: 'var(--ink)', maxHeight: '50vh' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.55' },
  '.cm-content': { padding: '6px 0', caretColor: 'var(--ink)' },
  '.cm-gutters': { background: 'transparent', border: '0', color: 'var(--ink-3)' },
})

function insertBreak(view: EditorView): boolean {
  view.dispatch(view.state.replaceSelection('\n'), { scrollIntoView: true, userEvent: 'input' })
  return true
}

/** A conflict's text, written by hand. Undo is Yjs's, as in the message box. */
export default function PartEditor({ label, text, onText }: Props) {
  const parent = useRef<HTMLDivElement>(null)
  const first = useRef(text)
  const latest = useRef(onText)
  useEffect(() => {
    latest.current = onText
  })
  useEffect(() => {
    if (!parent.current) return
    const doc = new Y.Doc()
    const shared = doc.getText()
    shared.insert(0, first.current)
    const undoManager = new Y.UndoManager(shared)
    const editor = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          keymap.of([{ key: 'Enter', run: insertBreak }, ...yUndoManagerKeymap]),
          lineNumbers(),
          EditorView.contentAttributes.of({ 'aria-label': label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current(update.state.doc.toString())
          }),
          yCollab(shared, null, { undoManager }),
          look,
        ],
      }),
    })
    editor.focus()
    return () => {
      editor.destroy()
      doc.destroy()
    }
  }, [label])
  return <div className={classes.editor} ref={parent} />
}
