import type { Field } from '../parse/fields.ts'
import { camel, kebab, plural } from '../parse/words.ts'
import { type Files, literal, type Plain, str } from './code.ts'

/** The file of data of an entity: its nouns, fields and samples, all meant to be edited. */
export function dataFile(
  path: string,
  noun: { one: string; many: string },
  fields: Field[],
  samples: { [key: string]: Plain }[],
  more = '',
): Files {
  const source = `import type { Field, Item } from '@/lib/fields'

export const noun = ${literal({ one: noun.one, many: noun.many })}

${more}export const fields: Field[] = ${literal(fields.map(fieldLiteral))}

export const samples: Item[] = ${literal(samples)}
`
  return new Map([[path, source]])
}

/** A field as the object that stands in the made app's `fields`. */
export function fieldLiteral(field: Field): { [key: string]: Plain | undefined } {
  return {
    key: field.key,
    label: field.label,
    type: field.type,
    required: field.required,
    options: field.options,
  }
}

/** Where an entity's data stands: `src/data/vintage-synths.ts`. */
export function dataPath(entity: string): string {
  return `src/data/${kebab(plural(entity))}.ts`
}

export function dataImport(path: string): string {
  return path.replace(/^src\//, '@/').replace(/\.ts$/, '')
}

/** The key under which a browser keeps the entity's items. */
export function storeKey(entity: string): string {
  return str(camel(plural(entity)))
}
