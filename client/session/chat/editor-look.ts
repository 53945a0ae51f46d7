import { EditorView } from '@codemirror/view'

const label = {
  top: '-15px',
  left: '-1px',
  padding: '0 5px',
  borderRadius: '4px 4px 4px 0',
  fontFamily: 'inherit',
  fontSize: '10px',
  fontWeight: '600',
  lineHeight: '14px',
  opacity: '1',
}

export const editorLook = EditorView.theme({
  '&': { fontSize: '14px', color: 'var(--ink)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'inherit', lineHeight: '1.5', overflow: 'auto' },
  '.cm-content': { padding: '0', caretColor: 'var(--ink)', minHeight: '44px' },
  '.cm-line': { padding: '0 1px' },
  '.cm-placeholder': { color: 'var(--ink-3)' },
  '.cm-ySelectionCaret': { borderLeftWidth: '1px', borderRightWidth: '1px' },
  '.cm-ySelectionCaretDot': { display: 'none' },
  '.cm-ySelectionInfo': label,
  '.cm-line:first-child .cm-ySelectionInfo': {
    top: 'auto',
    bottom: '-14px',
    borderRadius: '0 4px 4px 4px',
  },
})
