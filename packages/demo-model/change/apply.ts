import type { Change } from './parse.ts'
import type { Draft } from './draft.ts'
import { addFields, removeField, renameField } from './fields.ts'
import { addItem, removeItem, renameItem } from './items.ts'
import { addColumns, removeColumn, renameColumn } from './columns.ts'
import { addPage, removePage, renamePage } from './pages.ts'
import { addSection, moveSection, removeSection } from './sections.ts'
import {
  changeTheme,
  setNavigation,
  setScheme,
  setThemeSwitch,
  setView,
  setGridColumns,
  setWidth,
} from './look.ts'
import { failed, type Outcome } from './outcome.ts'
import { renameApp, replaceText, setWording } from './texts.ts'

/** Makes a change in the draft. */
export function apply(change: Change, draft: Draft): Outcome {
  switch (change.type) {
    case 'name':
      return renameApp(draft, change.name)
    case 'wording':
      return setWording(draft, change.what, change.to)
    case 'replace':
      return replaceText(draft, change.from, change.to)
    case 'theme':
      return changeTheme(draft, change.theme)
    case 'scheme':
      return setScheme(draft, change.mode)
    case 'themeSwitch':
      return setThemeSwitch(draft, change.on)
    case 'addSection':
      return addSection(draft, change.words, change.place)
    case 'addField':
      return addFields(draft, change.fields)
    case 'addColumn':
      return addColumns(draft, change.names, change.place)
    case 'addItem':
      return addItem(draft, change)
    case 'addPage':
      return addPage(draft, change.label)
    case 'remove':
      return remove(draft, change)
    case 'rename':
      return rename(draft, change)
    case 'move':
      return moveSection(draft, change.words, change.place)
    case 'view':
      return setView(draft, change.view)
    case 'gridColumns':
      return setGridColumns(draft, change.count)
    case 'width':
      return setWidth(draft, change.width)
    case 'navigation':
      return setNavigation(draft, change.navigation)
  }
}

/** Tries the kinds of things that a name can stand for, the said one first. */
function remove(draft: Draft, change: Extract<Change, { type: 'remove' }>): Outcome {
  const ways = {
    section: () => removeSection(draft, change.words),
    field: () => removeField(draft, change.words),
    column: () => removeColumn(draft, change.words),
    item: () => removeItem(draft, change.words),
    page: () => removePage(draft, change.words),
  }
  return firstThatWorks(ways, change.part, `I found nothing called “${change.words}” to remove`)
}

function rename(draft: Draft, change: Extract<Change, { type: 'rename' }>): Outcome {
  const { from, to } = change
  const ways = {
    page: () => renamePage(draft, from, to),
    column: () => renameColumn(draft, from, to),
    field: () => renameField(draft, from, to),
    item: () => renameItem(draft, from, to),
    section: () => replaceText(draft, from, to),
  }
  return firstThatWorks(ways, change.part, `I found nothing called “${from}” to rename`)
}

function firstThatWorks<Name extends string>(
  ways: Record<Name, () => Outcome>,
  first: Name | undefined,
  why: string,
): Outcome {
  const all = Object.keys(ways) as Name[]
  const order = first === undefined ? all : [first, ...all.filter((name) => name !== first)]
  for (const name of order) {
    const outcome = ways[name]()
    if (outcome.ok) return outcome
  }
  return failed(why)
}

/** The files, besides the first look, that a change has to read before it is made. */
export function reads(change: Change): RegExp[] {
  const [config, data, pages, layout] = [
    /^src\/config\.ts$/,
    /^src\/data\/.+\.ts$/,
    /^src\/pages\/.+\.tsx$/,
    /^src\/components\/layout\.tsx$/,
  ]
  const everything = /^src\/(?!components\/ui\/|lib\/|main\.tsx).+\.tsx?$/
  switch (change.type) {
    case 'theme':
    case 'scheme':
      return []
    case 'name':
      return [config, data]
    case 'wording':
      return [config, data]
    case 'replace':
    case 'rename':
      return [everything]
    case 'themeSwitch':
      return [layout]
    case 'width':
    case 'navigation':
      return [config]
    case 'view':
    case 'gridColumns':
    case 'addField':
    case 'addColumn':
    case 'addItem':
      return [data]
    case 'addSection':
    case 'move':
    case 'addPage':
      return [config, pages]
    case 'remove':
      return [config, data, pages]
  }
}
