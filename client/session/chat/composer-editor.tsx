import { EditorState } from '@codemirror/state'
import { EditorView, keymap, placeholder as placeholderText } from '@codemirror/view'
import { useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react'
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next'
import { UndoManager } from 'yjs'
import type { ComposerInputProps } from './composer-input.ts'
import classes from './composer.module.css'
import { editorLook } from './editor-look.ts'

/** The caret's position in the plain box that this editor replaces; null without focus. */
function caretBefore(): number | null {
  const active = document.activeElement
  if (!(active instanceof HTMLTextAreaElement) || active.ariaLabel !== 'Message') return null
  return active.selectionStart
}

function insertBreak(view: EditorView): boolean {
  view.dispatch(view.state.replaceSelection('\n'), { scrollIntoView: true, userEvent: 'input' })
  return true
}

export default function ComposerEditor(props: ComposerInputProps) {
  const { text, awareness, placeholder, focus } = props
  const parent = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const latest = useRef(props)
  useEffect(() => {
    latest.current = props
  })
  useImperativeHandle(focus, () => () => {
    view.current?.focus()
    view.current?.dispatch({
      selection: { anchor: view.current.state.doc.length },
      scrollIntoView: true,
    })
  })
  const caret = useRef(caretBefore())

  useLayoutEffect(() => {
    if (!parent.current) return
    const doc = text.toString()
    const undoManager = new UndoManager(text)
    const keys = keymap.of([
      { key: 'Enter', run: () => (latest.current.onSend('after'), true), shift: insertBreak },
      { key: 'Mod-Enter', run: () => (latest.current.onSend('steer'), true) },
      { key: 'Alt-Enter', run: () => (latest.current.onSend('fork'), true) },
      { key: 'Escape', run: () => (latest.current.onStop(), true) },
      ...yUndoManagerKeymap,
    ])
    const editor = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc,
        selection: { anchor: Math.min(caret.current ?? doc.length, doc.length) },
        extensions: [
          keys,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': 'Message', spellcheck: 'true' }),
          EditorView.updateListener.of((update) => {
            if (update.transactions.some((change) => change.isUserEvent('input')))
              latest.current.onType()
          }),
          // Before the placeholder, so that others' carets precede its text.
          yCollab(text, awareness, { undoManager }),
          placeholderText(placeholder),
          EditorView.domEventHandlers({
            blur: () => awareness?.setLocalStateField('cursor', null),
          }),
          editorLook,
        ],
      }),
    })
    view.current = editor
    if (caret.current !== null) editor.focus()
    return () => {
      view.current = null
      editor.destroy()
      undoManager.destroy()
    }
  }, [text, awareness, placeholder])

  return <div className={classes.editor} ref={parent} />
}
