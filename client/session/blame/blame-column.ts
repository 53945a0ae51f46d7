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
  readonly #named: boolean

  constructor(source: BlameSource, named: boolean) {
    super()
    this.#source = source
    this.#named = named
  }

  override toDOM() {
    const mark = document.createElement('span')
    mark.title = longWords(this.#source)
    mark.textContent = this.#named ? shortWords(this.#source) : ' '
    return mark
  }
}

/** Of a run of lines, only the first that is shown has words. */
type Marks = { first: boolean; named: SourceMarker; rest: SourceMarker }

function marksOf({ sources, lines }: FileBlame): Marks[] {
  return lines.flatMap(([index, count]) => {
    const source = sources[index] ?? 'unknown'
    const marks = { named: new SourceMarker(source, true), rest: new SourceMarker(source, false) }
    return Array.from({ length: count }, (_, n) => ({ first: n === 0, ...marks }))
  })
}

/** The line before is folded away with others. */
function followsFold(view: EditorView, number: number): boolean {
  if (number === 1) return false
  const { from } = view.state.doc.line(number - 1)
  return view.lineBlockAt(from).from < from
}

const look = EditorView.theme({
  '.cm-blame': { borderRight: '1px solid var(--line)' },
  '.cm-blame .cm-gutterElement': {
    overflow: 'hidden',
    width: 'min(118px, 22vw)',
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
  const marks = marksOf(blame)
  return [
    gutter({
      class: 'cm-blame',
      lineMarker: (view, { from }) => {
        const { number } = view.state.doc.lineAt(from)
        const mark = marks[number - 1]
        if (!mark) return null
        return mark.first || followsFold(view, number) ? mark.named : mark.rest
      },
    }),
    look,
  ]
}
