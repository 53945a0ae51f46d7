import { camel, listed, sentence } from './words.ts'

export const fieldTypes = [
  'text',
  'long',
  'number',
  'money',
  'date',
  'time',
  'choice',
  'boolean',
  'rating',
  'image',
  'url',
  'email',
  'phone',
] as const

export type FieldType = (typeof fieldTypes)[number]

/** One property of the things that an app keeps. */
export interface Field {
  key: string
  label: string
  type: FieldType
  required?: boolean
  options?: string[]
}

const typeByLabel: readonly (readonly [RegExp, FieldType])[] = [
  [/\b(?:serial|model|order|house|room|part|catalog(?:ue)?) (?:number|no)\b|\bisbn\b/i, 'text'],
  [/\be-?mail\b/i, 'email'],
  [/\b(?:phone|mobile|telephone|tel)\b/i, 'phone'],
  [/\b(?:url|link|website|web ?site|homepage)\b/i, 'url'],
  [/\b(?:image|photo|picture|cover|avatar|thumbnail|logo)\b/i, 'image'],
  [
    /\b(?:price|cost|costs|amount|budget|fee|salary|revenue|income|money|deposit|rent|total)\b/i,
    'money',
  ],
  [/\b(?:rating|stars|score|grade)\b/i, 'rating'],
  [/\b(?:start|end|opening|closing|wake|arrival)? ?time\b/i, 'time'],
  [
    /\b(?:date|day|due|deadline|birthday|when|since|until|born|acquired|purchased|planted)\b|\b(?:last|next) \w+ed\b/i,
    'date',
  ],
  [
    /\b(?:notes?|description|details|comments?|ingredients|instructions|summary|about|bio|body|review|method|steps|message|address|thoughts)\b/i,
    'long',
  ],
  [
    /^(?:is|has|can) |\b(?:done|finished|completed|favou?rite|available|in stock|watered|paid|read|watched|owned|borrowed|active|visited|sold|urgent|important|packed|bought)\??$/i,
    'boolean',
  ],
  [
    /\b(?:status|category|type|kind|genre|priority|level|difficulty|stage|mood|condition|cuisine|group|size|material|season|colou?r)\b/i,
    'choice',
  ],
  [
    /\b(?:count|quantity|qty|number|age|year|weight|height|length|width|depth|calories|servings|portions|pages|minutes|hours|days|duration|distance|speed|capacity|floor|rooms|seats|points|stock|mileage|altitude|elevation|temperature|strength|doses?|reps|sets|players|episodes|percent|percentage|power|volume)\b/i,
    'number',
  ],
]

const optionsByLabel: readonly (readonly [RegExp, string[]])[] = [
  [/priorit/i, ['Low', 'Medium', 'High']],
  [/difficult|level/i, ['Easy', 'Medium', 'Hard']],
  [/status|stage/i, ['Planned', 'In progress', 'Done']],
  [/condition/i, ['New', 'Good', 'Worn']],
  [/mood/i, ['Great', 'Good', 'Okay', 'Low']],
  [/size/i, ['Small', 'Medium', 'Large']],
  [/season/i, ['Spring', 'Summer', 'Autumn', 'Winter']],
  [/genre/i, ['Classic', 'Modern', 'Experimental']],
  [/cuisine/i, ['Italian', 'Mexican', 'Indian', 'Japanese']],
  [/colou?r/i, ['Red', 'Green', 'Blue', 'Black', 'White']],
  [/material/i, ['Wood', 'Metal', 'Glass', 'Fabric']],
  [/categor|type|kind|group/i, ['Everyday', 'Special', 'Rare']],
]

/** The options that a choice has when nobody named any. */
export function defaultOptions(label: string): string[] {
  return (
    optionsByLabel.find(([pattern]) => pattern.test(label))?.[1] ?? ['First', 'Second', 'Third']
  )
}

/** What kind of value a label most likely stands for. */
export function typeOf(label: string): FieldType {
  return typeByLabel.find(([pattern]) => pattern.test(label))?.[1] ?? 'text'
}

const typeWords: readonly (readonly [RegExp, FieldType])[] = [
  [/^(?:numbers?|numeric|integer)$/i, 'number'],
  [/^(?:dates?|calendar date)$/i, 'date'],
  [/^(?:time)$/i, 'time'],
  [/^(?:checkbox|yes\/no|boolean|toggle|switch)$/i, 'boolean'],
  [/^(?:stars?|rating)$/i, 'rating'],
  [/^(?:money|currency|price|dollars?|euros?)$/i, 'money'],
  [/^(?:long text|multiline|textarea|paragraph)$/i, 'long'],
  [/^(?:text|string)$/i, 'text'],
  [/^(?:select|choice|dropdown|options?)$/i, 'choice'],
  [/^(?:image|picture|photo)$/i, 'image'],
  [/^(?:url|link)$/i, 'url'],
  [/^(?:e-?mail)$/i, 'email'],
]

/**
 * One field from a person's words: `price`, `due date`, `size (S, M, L)`, `status: open or closed`,
 * `servings (number)`. Undefined for what cannot be a label.
 */
export function parseField(words: string): Field | undefined {
  const match =
    /^(.*?)\s*(?:\(([^)]*)\)|:\s*(.+)|\b(?:with options|as|of|being|from)\s+((?:[^,]+\/)+[^,]+|.+ or .+))?$/iu.exec(
      words.trim(),
    )
  const label = (match?.[1] ?? words)
    .replace(/^(?:an?|the|their|its|optional|required)\s+/i, '')
    .replace(/\s+(?:field|input|property|attribute|column)s?$/i, '')
    .replace(/^(?:field|input|property|attribute)\s+(?:for|called|named)?\s*/i, '')
    .trim()
  if (label === '' || label.length > 40 || label.split(/\s+/).length > 4) return undefined
  const detail = (match?.[2] ?? match?.[3] ?? match?.[4] ?? '').trim()
  const field: Field = { key: camel(label), label: sentence(label), type: typeOf(label) }
  const typed = typeWords.find(([pattern]) => pattern.test(detail))?.[1]
  if (typed !== undefined) field.type = typed
  else if (detail !== '') {
    const options = detail.split(/\s*(?:,|\/|\||\bor\b|\band\b)\s*/i).map((option) => option.trim())
    const real = options.filter((option) => option !== '' && option.length <= 30)
    if (real.length > 1) {
      field.type = 'choice'
      field.options = real.map(sentence)
    }
  }
  if (field.type === 'choice') field.options ??= defaultOptions(label)
  return field
}

/** The fields in a list as people write it, without doubles. */
export function parseFieldList(text: string): Field[] {
  const fields: Field[] = []
  for (const part of listed(text)) {
    const field = parseField(part)
    if (field !== undefined && !fields.some((other) => other.key === field.key)) fields.push(field)
  }
  return fields
}
