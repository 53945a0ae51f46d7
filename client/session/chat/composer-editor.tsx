import { EditorState, type Extension, Transaction } from '@codemirror/state'
import { EditorView, keymap, placeholder as placeholderText } from '@codemirror/view'
import { useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react'
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next'
import type { UndoManager } from 'yjs'
import type { ComposerInputProps } from './composer-input.ts'
import classes from './composer.module.css'
import { fitText } from './fit-text.ts'
import { editorLook } from './editor-look.ts'
import { holdWhileComposing } from './hold-while-composing.ts'
import { wholeCharacters } from './whole-characters.ts'

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

/** Handles Undo and Redo of the browser: from its menu, or when a phone is shaken. */
function undoFromMenu(event: InputEvent, undo: UndoManager): boolean {
  if (event.inputType === 'historyUndo') undo.undo()
  else if (event.inputType === 'historyRedo') undo.redo()
  else return false
  event.preventDefault()
  return true
}

/** Of what people put in, the box takes what fits. */
function fitting(onCut: (length: number) => void): Extension {
  return EditorState.transactionFilter.of((transaction) => {
    const userEvent = transaction.annotation(Transaction.userEvent)
    if (!transaction.docChanged || userEvent === undefined) return transaction
    const { startState, newDoc } = transaction
    if (newDoc.length <= startState.doc.length) return transaction
    const fit = fitText(startState.doc.toString(), newDoc.toString())
    if (!fit) return transaction
    onCut(fit.length)
    const { at, removed, inserted } = fit
    return {
      changes: { from: at, to: at + removed, insert: inserted },
      selection: { anchor: at + inserted.length },
      scrollIntoView: true,
      userEvent,
    }
  })
}

export default function ComposerEditor(props: ComposerInputProps) {
  const { text, undo, awareness, placeholder, focus } = props
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
          wholeCharacters,
          fitting((length) => queueMicrotask(() => latest.current.onCut(length))),
          // Before the placeholder, so that others' carets precede its text.
          yCollab(text, awareness, { undoManager: undo }),
          placeholderText(placeholder),
          EditorView.domEventHandlers({
            blur: () => awareness?.setLocalStateField('cursor', null),
            beforeinput: (event) => undoFromMenu(event, undo),
          }),
          holdWhileComposing(() => latest.current.hold()),
          editorLook,
        ],
      }),
    })
    view.current = editor
    if (caret.current !== null) editor.focus()
    return () => {
      view.current = null
      editor.destroy()
    }
  }, [text, undo, awareness, placeholder])

  return <div className={classes.editor} ref={parent} />
}
