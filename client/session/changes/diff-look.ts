import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** As in the chat's code blocks. */
const colors = HighlightStyle.define([
  { tag: [tags.comment, tags.documentMeta], color: 'var(--code-comment)' },
  { tag: [tags.string, tags.regexp, tags.attributeValue, tags.url], color: 'var(--code-string)' },
  { tag: [tags.number, tags.unit, tags.color], color: 'var(--code-number)' },
  { tag: [tags.keyword, tags.bool, tags.heading, tags.modifier], color: 'var(--code-keyword)' },
  { tag: [tags.tagName, tags.angleBracket, tags.className], color: 'var(--code-tag)' },
  { tag: [tags.attributeName], color: 'var(--code-property)' },
])

const added = 'color-mix(in srgb, var(--ok) 10%, transparent)'
const removed = 'color-mix(in srgb, var(--bad) 10%, transparent)'
const addedText = 'color-mix(in srgb, var(--ok) 26%, transparent)'
const removedText = 'color-mix(in srgb, var(--bad) 24%, transparent)'

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', fontSize: '12px', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--mantine-font-family-monospace)',
    lineHeight: '1.6',
    overflow: 'auto',
  },
  '.cm-content': { padding: '0' },
  '.cm-line': { padding: '0 10px 0 6px' },
  '.cm-gutters': {
    color: 'var(--ink-3)',
    backgroundColor: 'transparent',
    border: 'none',
  },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '34px', padding: '0 8px 0 6px' },
  '.cm-changeGutter': { width: '3px', paddingLeft: '0' },
  '&.cm-merge-a .cm-changedLineGutter, .cm-deletedLineGutter': { background: 'var(--bad)' },
  '&.cm-merge-b .cm-changedLineGutter': { background: 'var(--ok)' },
  '&.cm-merge-a .cm-changedLine, .cm-deletedChunk': { backgroundColor: removed },
  '&.cm-merge-b .cm-changedLine': { backgroundColor: added },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': { background: removedText },
  '&.cm-merge-b .cm-changedText': { background: addedText },
  // colors of code would be hard to read on these
  '&:not(.cm-wholeFile) :is(.cm-changedText, .cm-deletedText) span': { color: 'var(--ink)' },
  // every line of these is new: marked words would say nothing more
  '&.cm-wholeFile .cm-changedText': { background: 'none' },
  '&.cm-removedFile.cm-merge-b .cm-changedLine': { backgroundColor: removed },
  '&.cm-removedFile.cm-merge-b .cm-changedLineGutter': { background: 'var(--bad)' },
  '.cm-collapsedLines': {
    margin: '2px 0',
    padding: '4px 12px',
    background: 'var(--sunk)',
    color: 'var(--ink-2)',
    fontFamily: 'var(--mantine-font-family)',
    '&:before, &:after': { content: 'none' },
  },
  '.cm-collapsedLines:hover': { color: 'var(--ink)' },
  '.cm-currentChange': { boxShadow: 'inset 2px 0 var(--yolk)' },
})

export const diffLook: Extension = [look, syntaxHighlighting(colors)]
