import { literal, str } from '../generate/code.ts'
import { fieldLiteral } from '../generate/data.ts'
import { sampleValue } from '../generate/samples.ts'
import type { Field } from '../parse/fields.ts'
import { enumerate } from '../parse/words.ts'
import type { Draft } from './draft.ts'
import { done, failed, type Outcome } from './outcome.ts'
import { same } from './match.ts'
import {
  change,
  cut,
  dropProperty,
  findArray,
  findObject,
  insertElement,
  removeElement,
  setProperty,
  stringProperty,
} from './surgery.ts'

/** The first file of data that describes items by fields. */
function fieldsFile(draft: Draft): { path: string; source: string } | undefined {
  for (const path of draft.known(/^src\/data\/.+\.ts$/)) {
    const source = draft.get(path) ?? ''
    if (findArray(source, 'fields') !== undefined) return { path, source }
  }
  return undefined
}

/** New properties for the items, with a believable value in each sample. */
export function addFields(draft: Draft, fields: Field[]): Outcome {
  const file = fieldsFile(draft)
  if (file === undefined) return failed('this app has no list of fields to add one to')
  const names: string[] = []
  let { source } = file
  for (const field of fields) {
    const array = findArray(source, 'fields')
    if (array === undefined) break
    const known = array.elements.some(
      (element) =>
        same(stringProperty(cut(source, element), 'label') ?? '', field.label) ||
        stringProperty(cut(source, element), 'key') === field.key,
    )
    if (known) continue
    names.push(field.label)
    source = insertElement(source, array, literal(fieldLiteral(field), '  '))
    source = fillSamples(source, field)
  }
  if (names.length === 0)
    return failed(
      `there already is a field ${enumerate(fields.map((field) => `“${field.label}”`))}`,
    )
  draft.set(file.path, source)
  return done(
    `added ${names.length === 1 ? 'a field' : 'the fields'} ${enumerate(names.map((name) => `“${name}”`))}`,
  )
}

function fillSamples(source: string, field: Field): string {
  const noun = findObject(source, 'noun')
  const entity = noun === undefined ? 'item' : (stringProperty(cut(source, noun), 'one') ?? 'item')
  let result = source
  const count = findArray(source, 'samples')?.elements.length ?? 0
  for (let index = 0; index < count; index += 1) {
    const element = findArray(result, 'samples')?.elements[index]
    if (element === undefined || !cut(result, element).startsWith('{')) continue
    const value = literal(sampleValue(field, entity, index), '      ')
    result = change(result, element, (object) => setProperty(object, field.key, value))
  }
  return result
}

/** Takes a field away, and its values out of the samples. The first one names the items and stays. */
export function removeField(draft: Draft, words: string): Outcome {
  for (const path of draft.known(/^src\/data\/.+\.ts$/)) {
    let source = draft.get(path) ?? ''
    const array = findArray(source, 'fields')
    const at =
      array?.elements.findIndex((element) => matchesField(cut(source, element), words)) ?? -1
    const element = array?.elements[at]
    if (array === undefined || element === undefined) continue
    if (at === 0) return failed(`“${words}” is what the items are called by, so it has to stay`)
    const key = stringProperty(cut(source, element), 'key')
    source = removeElement(source, array, at)
    const count = findArray(source, 'samples')?.elements.length ?? 0
    for (let index = 0; key !== undefined && index < count; index += 1) {
      const sample = findArray(source, 'samples')?.elements[index]
      if (sample !== undefined)
        source = change(source, sample, (object) => dropProperty(object, key))
    }
    draft.set(path, source)
    return done(`removed the field “${words}”`)
  }
  return failed(`there is no field “${words}”`)
}

/** Another label for a field; its key and so what people stored stays. */
export function renameField(draft: Draft, from: string, to: string): Outcome {
  for (const path of draft.known(/^src\/data\/.+\.ts$/)) {
    const source = draft.get(path) ?? ''
    const element = findArray(source, 'fields')?.elements.find((one) =>
      matchesField(cut(source, one), from),
    )
    if (element === undefined) continue
    draft.set(
      path,
      change(source, element, (object) => setProperty(object, 'label', str(to))),
    )
    return done(`renamed the field “${from}” to “${to}”`)
  }
  return failed(`there is no field “${from}”`)
}

function matchesField(object: string, words: string): boolean {
  return (
    same(stringProperty(object, 'label') ?? '', words) ||
    same(stringProperty(object, 'key') ?? '', words)
  )
}
