import { parser } from '@lezer/javascript'

type Node = ReturnType<typeof parser.parse>['topNode']

const typescript = parser.configure({ dialect: 'ts jsx' })
/** Longer files are not written by people, and take long to parse. */
const mostLength = 300_000

/** Where each line begins. */
function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function lineAt(starts: readonly number[], place: number): number {
  return starts.findLastIndex((start) => start <= place) + 1
}

function elementAt(text: string, place: number): Node | null {
  let node: Node | null = typescript.parse(text).resolveInner(place, 1)
  while (node && node.name !== 'JSXElement') node = node.parent
  return node
}

function holdsElement(node: Node): boolean {
  let found = false
  node.cursor().iterate(({ name }) => {
    found ||= name === 'JSXElement'
    return !found
  })
  return found
}

/** The end of what is the element's own: others in it have their own lines. */
function ownEnd(element: Node): number {
  const open = element.getChild('JSXOpenTag')
  if (!open) return element.to
  for (let child = open.nextSibling; child; child = child.nextSibling)
    if (holdsElement(child)) return open.to
  return element.to
}

/** Lines of the JSX element that begins at a place, counted from 1; those of now if the place isn't there. */
export function elementLines(
  text: string,
  place: { line: number; column: number },
): { from: number; to: number } {
  const starts = lineStarts(text)
  const line = Math.min(place.line, starts.length)
  const start = starts[line - 1] ?? 0
  const end = starts[line] ?? text.length
  if (text.length > mostLength) return { from: line, to: line }
  const element = elementAt(text, Math.min(start + place.column - 1, end))
  if (!element) return { from: line, to: line }
  return { from: lineAt(starts, element.from), to: lineAt(starts, ownEnd(element)) }
}
