import { type Chunk, getChunks, MergeView, unifiedMergeView } from '@codemirror/merge'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import {
  type Ref,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react'
import type { FileBlame } from '../../../shared/protocol/blame-view.ts'
import { blameColumn } from '../blame/blame-column.ts'
import classes from './file-diff.module.css'
import { loadLanguage } from './code-language.ts'
import { currentChange, showChange } from './current-change.ts'
import { diffLook } from './diff-look.ts'

export interface DiffHandle {
  /** False if there is no further change in that direction. */
  step: (by: 1 | -1) => boolean
}

export interface DiffState {
  /** Counts from 0. */
  at: number
  all: number
  /** False if it took too long to find what differs exactly. */
  precise: boolean
}

interface Props {
  path: string
  before: string
  after: string
  split: boolean
  /** Also the lines that are the same. */
  whole: boolean
  /** The change to begin at. */
  start: 'first' | 'last'
  /** Shown beside the lines of `after`. */
  blame: FileBlame | null
  onState: (state: DiffState) => void
  handle: Ref<DiffHandle>
}

/** In milliseconds and characters: two long texts that have little in common would take minutes. */
const diffConfig = { scanLimit: 500, timeout: 200 }

type Texts = Pick<Props, 'path' | 'before' | 'after' | 'whole'>

interface Shown {
  /** Has the changes. */
  view: EditorView
  views: EditorView[]
  /** Of `view`. */
  column: Compartment
  destroy: () => void
}

function extensions(name: string, language: Extension): Extension[] {
  return [
    lineNumbers(),
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.lineWrapping,
    // not editable, but reached and scrolled by keyboard
    EditorView.contentAttributes.of({
      'aria-label': name,
      'aria-readonly': 'true',
      tabindex: '0',
    }),
    currentChange,
    language,
    diffLook,
  ]
}

function showInline(
  parent: HTMLElement,
  { path, before, after, whole }: Texts,
  language: Extension,
): Shown {
  const column = new Compartment()
  const gone = after === ''
  const fresh = before === ''
  const view = new EditorView({
    parent,
    doc: gone ? before : after,
    extensions: [
      column.of([]),
      extensions(path, language),
      EditorView.editorAttributes.of({
        class: `${gone || fresh ? 'cm-wholeFile' : ''} ${gone ? 'cm-removedFile' : ''}`,
      }),
      unifiedMergeView({
        original: gone ? '' : before,
        mergeControls: false,
        diffConfig,
        ...(whole ? {} : { collapseUnchanged: { margin: 3, minSize: 5 } }),
      }),
    ],
  })
  return { view, views: [view], column, destroy: () => view.destroy() }
}

function showSplit(
  parent: HTMLElement,
  { path, before, after, whole }: Texts,
  language: Extension,
): Shown {
  const column = new Compartment()
  const merge = new MergeView({
    parent,
    a: { doc: before, extensions: extensions(`${path}, before`, language) },
    b: { doc: after, extensions: [column.of([]), extensions(`${path}, after`, language)] },
    diffConfig,
    ...(whole ? {} : { collapseUnchanged: { margin: 3, minSize: 5 } }),
  })
  return { view: merge.b, views: [merge.a, merge.b], column, destroy: () => merge.destroy() }
}

function chunksOf(view: EditorView): readonly Chunk[] {
  return getChunks(view.state)?.chunks ?? []
}

/** What differs between two texts, inline or side by side. */
export default function FileDiff(props: Props) {
  const { path, before, after, split, whole, start, blame, onState, handle } = props
  const parent = useRef<HTMLDivElement>(null)
  const shown = useRef<Shown | null>(null)
  const at = useRef(0)

  const go = (index: number): boolean => {
    const view = shown.current?.view
    if (!view) return false
    const chunks = chunksOf(view)
    const chunk = chunks[index]
    if (!chunk) return false
    at.current = index
    showChange(view, chunk)
    onState({
      at: index,
      all: chunks.length,
      precise: chunks.every(({ precise }) => precise),
    })
    return true
  }
  useImperativeHandle(handle, () => ({ step: (by) => go(at.current + by) }))

  useLayoutEffect(() => {
    if (!parent.current) return
    const language = new Compartment()
    // a file that is new or gone has one side
    const sides = split && before !== '' && after !== '' ? showSplit : showInline
    const made = sides(parent.current, { path, before, after, whole }, language.of([]))
    shown.current = made
    let current = true
    loadLanguage(path).then(
      (loaded) => {
        if (!current || !loaded) return
        for (const view of made.views)
          view.dispatch({ effects: language.reconfigure(loaded.extension) })
      },
      // colors are no reason to lose the changes
      () => undefined,
    )
    return () => {
      current = false
      shown.current = null
      made.destroy()
    }
  }, [path, before, after, split, whole])

  const begin = useEffectEvent(() => {
    const view = shown.current?.view
    if (!view) return
    const first = start === 'last' ? chunksOf(view).length - 1 : 0
    if (!go(first)) onState({ at: 0, all: 0, precise: true })
  })
  useEffect(() => begin(), [path, before, after, split, whole, start])

  useEffect(() => {
    const made = shown.current
    const wanted = blame && after !== '' ? blameColumn(blame) : []
    made?.view.dispatch({ effects: made.column.reconfigure(wanted) })
  }, [path, before, after, split, whole, blame])

  return <div className={classes.diff} ref={parent} data-split={split || undefined} />
}
