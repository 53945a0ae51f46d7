import { type Extension } from '@codemirror/state'
import { EditorView, GutterMarker, gutter } from '@codemirror/view'
import { namesOf } from '../../../shared/names.ts'
import type { BlameSource, FileBlame } from '../../../shared/protocol/blame-view.ts'
import { blameWords } from '../../words/blame.ts'
import { shortTime } from '../time.ts'

function shortWords(source: BlameSource): string {
  if (source === 'unsaved') return 'not saved'
  if (source === 'unknown') return '?'
  return `${source.number} ${source.authors[0]?.name ?? ''}`
}

function longWords(source: BlameSource): string {
  if (typeof source === 'string') return blameWords[source]
  const { number, authors, at, title, session } = source
  const where = session ? ` (${blameWords.elsewhere(session.name)})` : ''
  return `Version ${number}${where} · ${namesOf(authors)} · ${shortTime(at)}\n${title}`
}

class SourceMarker extends GutterMarker {
  readonly #source: BlameSource
  readonly #first: boolean

  /** Only the first line of a run has words. */
  constructor(source: BlameSource, first: boolean) {
    super()
    this.#source = source
    this.#first = first
  }

  override toDOM() {
    const mark = document.createElement('span')
    mark.title = longWords(this.#source)
    mark.textContent = this.#first ? shortWords(this.#source) : ' '
    return mark
  }
}

function markersOf({ sources, lines }: FileBlame): SourceMarker[] {
  return lines.flatMap(([index, count]) => {
    const source = sources[index] ?? 'unknown'
    const rest = new SourceMarker(source, false)
    return Array.from({ length: count }, (_, n) =>
      n === 0 ? new SourceMarker(source, true) : rest,
    )
  })
}

const look = EditorView.theme({
  '.cm-blame': { borderRight: '1px solid var(--line)' },
  '.cm-blame .cm-gutterElement': {
    overflow: 'hidden',
    width: '118px',
    padding: '0 8px',
    color: 'var(--ink-2)',
    fontFamily: 'var(--mantine-font-family)',
    fontSize: '11px',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  '.cm-blame .cm-gutterElement span': {
    display: 'block',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  },
})

/** The version of each line, beside it. */
export function blameColumn(blame: FileBlame): Extension {
  const markers = markersOf(blame)
  return [
    gutter({
      class: 'cm-blame',
      lineMarker: (view, line) => markers[view.state.doc.lineAt(line.from).number - 1] ?? null,
    }),
    look,
  ]
}
