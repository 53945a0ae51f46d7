import type { Field } from '../parse/fields.ts'

/**
 * The fields that an entity gets: its own first, then those that the person asked for. A field that
 * names the same thing as one of its own takes its place; keys in `reserved` are left out.
 */
export function mergeFields(own: Field[], asked: Field[], reserved: string[] = []): Field[] {
  const [first, ...others] = own
  const rest = asked.filter((field) => !reserved.includes(field.key) && field.key !== first?.key)
  const withoutTitle = rest.filter((field) => !(first !== undefined && isTitle(field)))
  const kept = others.filter((field) => !withoutTitle.some((other) => other.key === field.key))
  const all = first === undefined ? [...kept, ...withoutTitle] : [first, ...kept, ...withoutTitle]
  const seen = new Set<string>()
  return all.filter((field) => field.key !== 'id' && !seen.has(field.key) && seen.add(field.key))
}

/** Whether a field is what an item is called by. */
export function isTitle(field: Field): boolean {
  return (
    field.type === 'text' && /^(?:name|title|text|question|headline|task|item)$/i.test(field.label)
  )
}
