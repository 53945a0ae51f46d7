import { str } from '../generate/code.ts'
import { pageSections } from '../generate/app.ts'
import {
  pageEntry,
  pageFile,
  pageImport,
  pageName,
  pagePath,
  pageSource,
} from '../generate/shell.ts'
import { kebab } from '../parse/words.ts'
import type { Draft } from './draft.ts'
import { addImport, removeImport } from './imports.ts'
import { same } from './match.ts'
import { done, failed, type Outcome } from './outcome.ts'
import { specOf } from './present.ts'
import {
  change,
  cut,
  findArray,
  insertElement,
  removeElement,
  setProperty,
  stringProperty,
} from './surgery.ts'

const appFile = 'src/App.tsx'

/** A page with an address and an entry in the navigation. */
export function addPage(draft: Draft, label: string): Outcome {
  const app = draft.get(appFile)
  const array = app === undefined ? undefined : findArray(app, 'pages')
  if (app === undefined || array === undefined)
    return failed(`I found no list of pages in ${appFile}`)
  const labels = array.elements.map((element) => stringProperty(cut(app, element), 'label') ?? '')
  if (labels.some((other) => same(other, label)))
    return failed(`there already is a page “${label}”`)
  const sections = pageSections(specOf(draft), label)
  for (const section of sections)
    for (const [path, content] of section.files) draft.add(path, content)
  draft.add(pageFile(label), pageSource(label, sections))
  draft.set(
    appFile,
    addImport(insertElement(app, array, pageEntry(label, pagePath(label))), pageImport(label)),
  )
  return done(`added the page “${label}” at ${pagePath(label)}`)
}

/** Takes a page out of addresses and navigation; its file stays for another day. */
export function removePage(draft: Draft, words: string): Outcome {
  const app = draft.get(appFile)
  const array = app === undefined ? undefined : findArray(app, 'pages')
  if (app === undefined || array === undefined) return failed(`there is no page “${words}”`)
  const at = pageAt(app, words)
  const element = array.elements[at]
  if (element === undefined) return failed(`there is no page “${words}”`)
  if (array.elements.length === 1) return failed('an app needs one page at least')
  const component = /element:\s*<(\w+)/.exec(cut(app, element))?.[1] ?? pageName(words)
  const without = removeElement(app, array, at)
  draft.set(
    appFile,
    without.includes(`<${component} `) ? without : removeImport(without, component),
  )
  return done(`removed the page “${words}”`)
}

/** Another label for a page; its address stays, so that links keep working. */
export function renamePage(draft: Draft, from: string, to: string): Outcome {
  const app = draft.get(appFile)
  const element =
    app === undefined ? undefined : findArray(app, 'pages')?.elements[pageAt(app, from)]
  if (app === undefined || element === undefined) return failed(`there is no page “${from}”`)
  draft.set(
    appFile,
    change(app, element, (object) => setProperty(object, 'label', str(to))),
  )
  return done(`renamed the page “${from}” to “${to}”`)
}

function pageAt(app: string, words: string): number {
  return (
    findArray(app, 'pages')?.elements.findIndex((element) => {
      const object = cut(app, element)
      return (
        same(stringProperty(object, 'label') ?? '', words) ||
        stringProperty(object, 'path') === `/${kebab(words)}`
      )
    }) ?? -1
  )
}
