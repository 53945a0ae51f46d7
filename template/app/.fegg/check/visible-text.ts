const hiddenTags = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'HEAD'])
const inlineTags = new Set([
  'A',
  'ABBR',
  'B',
  'CODE',
  'EM',
  'I',
  'KBD',
  'LABEL',
  'SMALL',
  'SPAN',
  'STRONG',
  'TSPAN',
])

/** One line per block. */
export function visibleText(element: Element): string {
  let text = ''
  const walk = (node: Node) => {
    if (node.nodeType === 3) {
      text += (node.textContent ?? '').replace(/\s+/g, ' ')
      return
    }
    if (node.nodeType !== 1) return
    const child = node as HTMLElement
    if (hiddenTags.has(child.tagName.toUpperCase()) || child.hidden) return
    if (/\bdisplay: ?none/.test(child.getAttribute('style') ?? '')) return
    if (/(^| )sr-only( |$)/.test(child.getAttribute('class') ?? '')) return
    const block = !inlineTags.has(child.tagName.toUpperCase())
    if (block) text += '\n'
    for (const inner of child.childNodes) walk(inner)
    text += block ? '\n' : ' '
  }
  walk(element)
  return text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter(Boolean)
    .join('\n')
}

const visible =
  'svg,img,canvas,video,audio,iframe,object,embed,input,button,textarea,select,meter,progress,hr'

export function showsSomething(element: Element) {
  return visibleText(element) !== '' || element.querySelector(visible) !== null
}

/** Styles may draw on it. */
export function mayShowSomething(element: Element) {
  return [...element.querySelectorAll('[class],[style],[popover],dialog')].some(
    (child) => !hiddenTags.has(child.tagName.toUpperCase()) && child.className !== 'sr-only',
  )
}
