import type { PageCheck, PagePicture, PageProblem } from '../../browser/port.ts'
import { orAbort } from '../../lib/async.ts'
import type { ToolContext } from './tool.ts'

/** About as wide as the preview beside the chat. */
const previewWidth = 1_010

export type Looked =
  | {
      seen: true
      problems: string[]
      /** What the model should know of an app without problems. */
      notes: string[]
      pictures: PagePicture[]
    }
  /** `why`: a sentence. */
  | { seen: false; why: string }

function say({ route, message, file, line, column, source }: PageProblem): string {
  const place = [file, line, column].filter((part) => part !== null).join(':')
  const where = [place, route === '/' ? '' : `page ${route}`].filter(Boolean).join(', ')
  const lines = source === null ? '' : `\n${source}`
  return `${where ? `${where}: ` : ''}${message}${lines}`
}

function contentsOf({ pages }: Extract<PageCheck, { seen: true }>): string[] {
  return pages.map(({ route, headings, buttons, links, fields }) => {
    const parts = Object.entries({ headings, buttons, links, fields })
      .filter(([, names]) => names.length > 0)
      .map(([kind, names]) => `${kind}: ${names.map((name) => `“${name}”`).join(', ')}`)
    return `Seen at ${route}: ${parts.join('; ') || 'no headings, buttons, links or fields'}`
  })
}

/** As a browser shows it. */
export async function lookAtPage(context: ToolContext): Promise<Looked> {
  const { sessionId, files, sandbox, browser, signal } = context
  const missing = browser.unavailable()
  if (missing !== null) return { seen: false, why: missing }
  const preview = await orAbort(sandbox.preview(), signal)
  const request = {
    preview,
    width: previewWidth,
    sessionId,
    files: () => files.list(),
    readFile: (path: string) => files.read(path),
    pictures: context.sees === true ? ('page' as const) : ('none' as const),
    signal,
  }
  const checked = await orAbort(browser.check(request), signal)
  if (!checked.seen) return checked
  const advice = checked.advice.map((each) => `Advice: ${say(each)}`)
  return {
    seen: true,
    problems: checked.problems.map(say),
    notes: [...advice, ...contentsOf(checked)],
    pictures: checked.pictures,
  }
}
