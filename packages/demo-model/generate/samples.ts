import type { Field } from '../parse/fields.ts'
import { hash, pick, sentence } from '../parse/words.ts'
import type { Plain } from './code.ts'

/** Words that go before nearly any noun to make a believable name. */
const characters = [
  'Amber',
  'Northern',
  'Little',
  'Golden',
  'Quiet',
  'Wild',
  'Old town',
  'Silver',
  'Summer',
  'Midnight',
  'Paper',
  'First',
  'Velvet',
  'Stone',
  'Maple',
  'Blue hour',
] as const
const people = [
  'Ada Brandt',
  'Milo Okafor',
  'Ines Duarte',
  'Jonas Lind',
  'Priya Nair',
  'Leo Marchetti',
  'Sana Haddad',
  'Tom Ferris',
  'Yuki Mori',
  'Clara Novak',
] as const
const places = [
  'Lisbon',
  'Bergen',
  'Kyoto',
  'Porto',
  'Ghent',
  'Oaxaca',
  'Tallinn',
  'Valencia',
] as const
const remarks = [
  'A favourite of everyone who has seen it so far.',
  'Found by chance, kept on purpose.',
  'Worth coming back to when there is more time.',
  'Ask Ines about the story behind this one.',
  'Better than expected, and it keeps getting better.',
  'Small, simple and exactly right.',
] as const

/** Names of real things for nouns that come up often; `KNOWN` matches the entity's singular. */
const knownSamples: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /\b(?:book|novel)$/i,
    [
      'The Salt Path Home',
      'Nine Quiet Rooms',
      'A Field of Clocks',
      'The Cartographer’s Daughter',
      'Slow Light',
      'Letters to the Tide',
    ],
  ],
  [
    /\b(?:recipe|dish|meal)$/i,
    [
      'Lemon ricotta pancakes',
      'Smoky lentil soup',
      'Sunday focaccia',
      'Miso roast aubergine',
      'Pear and almond cake',
      'Green herb risotto',
    ],
  ],
  [
    /\b(?:movie|film)$/i,
    [
      'The Long Platform',
      'Paper Moons',
      'Tomorrow, Slowly',
      'A House by the Sound',
      'Nightswimmers',
      'The Ninth Postcard',
    ],
  ],
  [
    /\bplant$/i,
    [
      'Monstera',
      'Fiddle-leaf fig',
      'String of pearls',
      'Boston fern',
      'Peace lily',
      'Golden pothos',
    ],
  ],
  [
    /\b(?:expense|purchase|bill)$/i,
    ['Groceries', 'Train tickets', 'Internet', 'Dinner with friends', 'Gym', 'Birthday present'],
  ],
  [
    /\b(?:contact|person|client|customer|employee|student|patient|member|friend|player|guest)$/i,
    people,
  ],
  [/\b(?:trip|city|place|destination|country|travel)$/i, places],
  [
    /\b(?:habit)$/i,
    [
      'Read ten pages',
      'Walk outside',
      'Drink water',
      'Stretch',
      'Write one line',
      'No phone after ten',
    ],
  ],
  [
    /\b(?:workout|exercise)$/i,
    ['Morning run', 'Push day', 'Yoga flow', 'Intervals', 'Long ride', 'Core'],
  ],
  [
    /\b(?:song|track|album|record)$/i,
    [
      'Harbour Lights',
      'Static Bloom',
      'Slow Trains',
      'Apricot Sky',
      'Second Summer',
      'Echo Garden',
    ],
  ],
]

/** The n-th sample name for an entity, made from its noun where nothing better is known. */
export function sampleName(entity: string, index: number): string {
  const known = knownSamples.find(([pattern]) => pattern.test(entity))?.[1]
  const name = known?.[index % known.length]
  if (name !== undefined) return name
  const offset = hash(entity) % characters.length
  return `${pick(characters, offset + index * 3)} ${entity}`
}

export function samplePerson(seed: string, index: number): string {
  return pick(people, (hash(seed) % people.length) + index)
}

/** Days in this year and the last, as the date input writes them; stable for a seed. */
export function sampleDay(seed: string): string {
  const number = hash(seed)
  const month = String((number % 12) + 1).padStart(2, '0')
  const day = String((Math.floor(number / 12) % 28) + 1).padStart(2, '0')
  return `2026-${month}-${day}`
}

/** A believable value for a field of the n-th sample. */
export function sampleValue(field: Field, entity: string, index: number): Plain {
  const seed = `${entity}/${field.key}/${index}`
  const number = hash(seed)
  switch (field.type) {
    case 'choice':
      return field.options?.[(index + (hash(field.key) % 3)) % field.options.length] ?? ''
    case 'number':
      return sampleNumber(field.label, number)
    case 'money':
      return 4 + (number % 180) + (number % 2) / 2
    case 'date':
      return sampleDay(seed)
    case 'time':
      return `${String(7 + (number % 14)).padStart(2, '0')}:${number % 2 === 0 ? '00' : '30'}`
    case 'boolean':
      return number % 3 === 0
    case 'rating':
      return 3 + (number % 3)
    case 'image':
      return ''
    case 'url':
      return `example.com/${index + 1}`
    case 'email':
      return `${samplePerson(entity, index).toLowerCase().replace(/\W+/g, '.')}@example.com`
    case 'phone':
      return `555-01${String(10 + (number % 90))}`
    case 'long':
      return pick(remarks, index + (hash(entity) % 6))
    case 'text':
      return sampleText(field, entity, index)
  }
}

function sampleNumber(label: string, number: number): number {
  if (/year/i.test(label)) return 1962 + (number % 62)
  if (/age/i.test(label)) return 1 + (number % 40)
  if (/minutes|duration|calories/i.test(label)) return 10 + (number % 18) * 5
  if (/pages/i.test(label)) return 120 + (number % 380)
  if (/percent/i.test(label)) return number % 101
  return 1 + (number % 24)
}

function sampleText(field: Field, entity: string, index: number): string {
  if (/\b(?:name|title)\b/i.test(field.label)) return sentence(sampleName(entity, index))
  if (
    /author|artist|maker|owner|director|by$|chef|creator|assignee|person|who|player|manufacturer|host/i.test(
      field.label,
    )
  ) {
    return samplePerson(field.label + entity, index)
  }
  if (/place|location|city|country|origin|where|region|from|habitat|venue/i.test(field.label)) {
    return pick(places, (hash(entity) % 8) + index)
  }
  return pick(characters, hash(field.label) + index * 5)
}

/** Sample items with ids that stay the same from one making to the next. */
export function sampleItems(
  fields: Field[],
  entity: string,
  count: number,
): { [key: string]: Plain }[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `sample-${index + 1}`,
    ...Object.fromEntries(fields.map((field) => [field.key, sampleValue(field, entity, index)])),
  }))
}
