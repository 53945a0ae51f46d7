import { EditorState, type Extension, Transaction } from '@codemirror/state'
import { splitsPair } from '../../../shared/truncate.ts'
import { textChange } from '../../live/text-change.ts'

type Doc = EditorState['doc']

function splits(doc: Doc, at: number): boolean {
  const from = Math.max(0, at - 1)
  return splitsPair(doc.sliceString(from, at + 1), at - from)
}

function splitsCharacters({ changes, startState, newDoc }: Transaction): boolean {
  let found = false
  changes.iterChangedRanges((fromA, toA, fromB, toB) => {
    found ||= splits(startState.doc, fromA) || splits(startState.doc, toA)
    found ||= splits(newDoc, fromB) || splits(newDoc, toB)
  })
  return found
}

/** CodeMirror compares what the browser changed by UTF-16 units: of 👍 that became 👎 it would replace one half. */
export const wholeCharacters: Extension = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged || !splitsCharacters(transaction)) return transaction
  const { startState, newDoc, newSelection, effects, scrollIntoView } = transaction
  const { at, removed, inserted } = textChange(startState.doc.toString(), newDoc.toString())
  const userEvent = transaction.annotation(Transaction.userEvent)
  return {
    changes: { from: at, to: at + removed, insert: inserted },
    selection: newSelection,
    effects,
    scrollIntoView,
    ...(userEvent === undefined ? {} : { userEvent }),
  }
})
