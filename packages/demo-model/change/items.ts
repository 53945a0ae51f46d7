import { literal, str } from '../generate/code.ts'
import { kebab, plural, sentence } from '../parse/words.ts'
import type { Draft } from './draft.ts'
import { same } from './match.ts'
import { done, failed, type Outcome } from './outcome.ts'
import type { Change } from './parse.ts'
import {
  change,
  cut,
  type FoundArray,
  findArray,
  findObject,
  insertElement,
  listArrays,
  properties,
  removeElement,
  setProperty,
  stringOf,
  stringProperty,
} from './surgery.ts'

const data = /^src\/data\/.+\.ts$/
/** Lists that describe items rather than hold them. */
const notItems = new Set(['fields', 'columns', 'modes', 'groups'])
const titleFields = ['name', 'title', 'question', 'label', 'quote', 'text']

interface Found {
  path: string
  source: string
  array: FoundArray
}

function itemLists(draft: Draft): Found[] {
  return draft.known(data).flatMap((path) => {
    const source = draft.get(path) ?? ''
    return listArrays(source)
      .filter((array) => !notItems.has(array.name) && array.elements.length > 0)
      .map((array) => ({ path, source, array }))
  })
}

/** The list that holds such things: by its name, by the noun of its file, else the first one. */
function listFor(draft: Draft, noun: string): Found | undefined {
  const lists = itemLists(draft)
  const word = /^(?:faq|faqs)$/i.test(noun)
    ? 'question'
    : /^review$/i.test(noun)
      ? 'testimonial'
      : noun
  const byName = lists.find(({ array }) => same(array.name, word) || same(array.name, plural(word)))
  if (byName !== undefined) return byName
  const byNoun = lists.find(({ source }) => {
    const object = findObject(source, 'noun')
    return object !== undefined && same(stringProperty(cut(source, object), 'one') ?? '', word)
  })
  return (
    byNoun ??
    lists.find(({ array }) => array.name === 'samples') ??
    lists.find(({ source, array }) => cut(source, array).includes('{'))
  )
}

/** A new item in the shape of those that are there. */
export function addItem(draft: Draft, wanted: Extract<Change, { type: 'addItem' }>): Outcome {
  const found = listFor(draft, wanted.noun)
  const last = found?.array.elements.at(-1)
  if (found === undefined || last === undefined)
    return failed(`I found no list to add “${wanted.name}” to`)
  const { path, source, array } = found
  const model = cut(source, last)
  if (!model.startsWith('{')) {
    draft.set(path, insertElement(source, array, str(wanted.name)))
    return done(`added “${wanted.name}”`)
  }
  const taken = array.elements.map((element) => titleOf(cut(source, element)))
  if (taken.some((title) => title === wanted.name))
    return failed(`“${wanted.name}” is there already`)
  const isSamples = array.name === 'samples'
  const element = cloned(model, wanted, source, isSamples)
  const reference = /\n/.test(model) ? element : element.replace(/\n\s*/g, ' ')
  draft.set(
    path,
    insertElement(
      source,
      array,
      reference,
      isSamples && !/'column'|column:/.test(model) ? 0 : array.elements.length,
    ),
  )
  return done(`added the ${wanted.noun} “${wanted.name}”`)
}

function cloned(
  model: string,
  wanted: Extract<Change, { type: 'addItem' }>,
  source: string,
  isSample: boolean,
): string {
  const all = properties(model)
  const titleKey =
    [...all.keys()].find((key) => titleFields.includes(key) && key !== 'text') ??
    [...all.keys()].find((key) => key !== 'id') ??
    'name'
  let object = setProperty(model, titleKey, str(sentence(wanted.name)))
  if (all.has('id')) object = setProperty(object, 'id', str(`sample-${kebab(wanted.name)}`))
  for (const key of ['done', 'favourite', 'popular'])
    if (all.has(key)) object = setProperty(object, key, 'false')
  if (wanted.price !== undefined) {
    const key = ['price', 'amount', 'cost', 'value'].find((name) => all.has(name))
    if (key !== undefined) object = setProperty(object, key, literal(wanted.price))
  }
  const columns = findArray(source, 'columns')
  const column = columns?.elements
    .map((element) => stringOf(cut(source, element)) ?? '')
    .find((name) => wanted.column !== undefined && same(name, wanted.column))
  if (all.has('column'))
    object = setProperty(
      object,
      'column',
      str(
        column ??
          stringOf(columns?.elements[0] === undefined ? "''" : cut(source, columns.elements[0])) ??
          '',
      ),
    )
  const about = ['quote', 'answer', 'text', 'notes', 'body'].find(
    (key) => all.has(key) && key !== titleKey,
  )
  if (about !== undefined)
    object = setProperty(object, about, str(isSample ? '' : `More about ${wanted.name} soon.`))
  return object
}

function titleOf(object: string): string {
  for (const key of titleFields) {
    const value = stringProperty(object, key)
    if (value !== undefined) return value
  }
  return stringOf(object) ?? ''
}

/** Takes the item of that name out of its list. */
export function removeItem(draft: Draft, words: string): Outcome {
  const last = /^(?:the )?last(?: \w+)?$/i.test(words)
  for (const exact of [true, false]) {
    for (const { path, source, array } of itemLists(draft)) {
      const titles = array.elements.map((element) => titleOf(cut(source, element)))
      const at =
        last && array.name === 'samples'
          ? titles.length - 1
          : titles.findIndex((title) =>
              exact
                ? same(title, words)
                : words.length > 3 && title.toLowerCase().includes(words.toLowerCase()),
            )
      if (at < 0) continue
      const file = draft.get(path) ?? source
      draft.set(path, removeElement(file, findArray(file, array.name) ?? array, at))
      return done(`removed “${titles[at]}”`)
    }
  }
  return failed(`there is no item “${words}”`)
}

/** Another name for an item. */
export function renameItem(draft: Draft, from: string, to: string): Outcome {
  for (const { path, source, array } of itemLists(draft)) {
    const element = array.elements.find((one) => same(titleOf(cut(source, one)), from))
    if (element === undefined) continue
    const object = cut(source, element)
    const key = titleFields.find((name) => stringProperty(object, name) !== undefined)
    draft.set(
      path,
      change(source, element, (text) =>
        key === undefined ? str(to) : setProperty(text, key, str(to)),
      ),
    )
    return done(`renamed “${from}” to “${to}”`)
  }
  return failed(`there is no item “${from}”`)
}
