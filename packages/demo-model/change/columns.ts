import { str } from '../generate/code.ts'
import { parseField } from '../parse/fields.ts'
import { enumerate } from '../parse/words.ts'
import type { Draft } from './draft.ts'
import { addFields, removeField, renameField } from './fields.ts'
import { same } from './match.ts'
import { done, failed, type Outcome } from './outcome.ts'
import type { Place } from './parse.ts'
import {
  change,
  cut,
  findArray,
  insertElement,
  removeElement,
  setProperty,
  stringOf,
  stringProperty,
} from './surgery.ts'

/** The board's columns, where the app has a board. */
function board(draft: Draft): { path: string; source: string } | undefined {
  for (const path of draft.known(/^src\/data\/.+\.ts$/)) {
    const source = draft.get(path) ?? ''
    if (findArray(source, 'columns') !== undefined) return { path, source }
  }
  return undefined
}

/** New columns of a board; in an app without one, a column is a field of the table. */
export function addColumns(draft: Draft, names: string[], place: Place | undefined): Outcome {
  const found = board(draft)
  if (found === undefined)
    return addFields(
      draft,
      names.flatMap((name) => parseField(name) ?? []),
    )
  let { source } = found
  for (const [offset, name] of names.entries()) {
    const array = findArray(source, 'columns')
    if (array === undefined) break
    const titles = array.elements.map((element) => stringOf(cut(source, element)) ?? '')
    if (titles.some((title) => same(title, name)))
      return failed(`there already is a column “${name}”`)
    const beside =
      place !== undefined && 'words' in place
        ? titles.findIndex((title) => same(title, place.words))
        : -1
    const at =
      place === undefined
        ? titles.length
        : 'words' in place
          ? beside < 0
            ? titles.length
            : beside + (place.at === 'after' ? 1 : 0)
          : place.at === 'top'
            ? 0
            : titles.length
    source = insertElement(
      source,
      array,
      str(name),
      Math.min(titles.length, at + (place === undefined ? 0 : offset)),
    )
  }
  draft.set(found.path, source)
  return done(
    `added the ${names.length === 1 ? 'column' : 'columns'} ${enumerate(names.map((name) => `“${name}”`))}`,
  )
}

/** Takes a column away; its cards go into the first one. */
export function removeColumn(draft: Draft, words: string): Outcome {
  const found = board(draft)
  if (found === undefined) return removeField(draft, words)
  const array = findArray(found.source, 'columns')
  const at =
    array?.elements.findIndex((element) =>
      same(stringOf(cut(found.source, element)) ?? '', words),
    ) ?? -1
  if (array === undefined || at < 0) return failed(`there is no column “${words}”`)
  if (array.elements.length === 1) return failed('a board needs one column at least')
  draft.set(found.path, removeElement(found.source, array, at))
  return done(`removed the column “${words}”; its cards are in the first one now`)
}

/** Another name for a column, in its cards too. */
export function renameColumn(draft: Draft, from: string, to: string): Outcome {
  const found = board(draft)
  if (found === undefined) return renameField(draft, from, to)
  let { source } = found
  const element = findArray(source, 'columns')?.elements.find((one) =>
    same(stringOf(cut(source, one)) ?? '', from),
  )
  if (element === undefined) return failed(`there is no column “${from}”`)
  source = change(source, element, () => str(to))
  const count = findArray(source, 'samples')?.elements.length ?? 0
  for (let index = 0; index < count; index += 1) {
    const sample = findArray(source, 'samples')?.elements[index]
    if (sample === undefined || !same(stringProperty(cut(source, sample), 'column') ?? '', from))
      continue
    source = change(source, sample, (object) => setProperty(object, 'column', str(to)))
  }
  draft.set(found.path, source)
  return done(`renamed the column “${from}” to “${to}”`)
}
