const irregular: readonly (readonly [string, string])[] = [
  ['person', 'people'],
  ['child', 'children'],
  ['man', 'men'],
  ['woman', 'women'],
  ['foot', 'feet'],
  ['tooth', 'teeth'],
  ['goose', 'geese'],
  ['mouse', 'mice'],
  ['leaf', 'leaves'],
  ['knife', 'knives'],
  ['life', 'lives'],
  ['shelf', 'shelves'],
  ['wolf', 'wolves'],
  ['loaf', 'loaves'],
  ['scarf', 'scarves'],
  ['cactus', 'cacti'],
  ['fungus', 'fungi'],
  ['quiz', 'quizzes'],
  ['bus', 'buses'],
  ['movie', 'movies'],
  ['cookie', 'cookies'],
  ['to-do', 'to-dos'],
]

const same = new Set([
  'sheep',
  'fish',
  'deer',
  'series',
  'species',
  'music',
  'news',
  'furniture',
  'gear',
  'equipment',
  'jewelry',
  'jewellery',
  'clothing',
  'software',
  'hardware',
  'art',
  'weather',
  'homework',
  'food',
  'aircraft',
])

/** The plural of an English noun phrase; its last word changes. Plurals stay as they are. */
export function plural(phrase: string): string {
  return changeLast(phrase, (word) => {
    if (same.has(word)) return word
    for (const [one, many] of irregular) {
      if (word === one || word === many) return many
    }
    if (singularWord(word) !== word) return word
    if (
      /(s|x|z|ch|sh)$/.test(word) ||
      /^(?:potato|tomato|hero|echo|mango|volcano|tornado)$/.test(word)
    )
      return `${word}es`
    if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`
    return `${word}s`
  })
}

/** The singular of an English noun phrase; its last word changes. */
export function singular(phrase: string): string {
  return changeLast(phrase, singularWord)
}

function singularWord(word: string): string {
  if (same.has(word)) return word
  for (const [one, many] of irregular) {
    if (word === one || word === many) return one
  }
  if (/[^aeiou]ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`
  if (/(ss|x|zz|ch|sh)es$/.test(word)) return word.slice(0, -2)
  if (/(?:at|an|er|ech|ang|ad)oes$/.test(word)) return word.slice(0, -2)
  if (/(ss|us|is)$/.test(word) || !word.endsWith('s') || word.length < 3) return word
  return word.slice(0, -1)
}

function changeLast(phrase: string, change: (word: string) => string): string {
  const match = /^(.*?)([\p{L}\p{M}\p{N}-]+)([^\p{L}\p{N}]*)$/su.exec(phrase)
  if (match === null) return phrase
  const [, before = '', word = '', after = ''] = match
  return before + change(word.toLowerCase()) + after
}

/** Upper case for the first letter, the rest as it is. */
export function sentence(text: string): string {
  return text.replace(/^\p{L}/u, (letter) => letter.toLocaleUpperCase('en'))
}

/** Upper case for the first letter of each word but the small ones between. */
export function title(text: string): string {
  return text
    .split(/\s+/)
    .map((word, index) => {
      if (index > 0 && /^(a|an|and|for|in|of|on|or|the|to|with)$/i.test(word)) return word
      return sentence(word)
    })
    .join(' ')
}

/** `Due date` to `dueDate`; always a valid identifier in plain letters and digits. */
export function camel(text: string): string {
  const words = plain(text).split('-').filter(Boolean)
  const joined = words.map((word, index) => (index === 0 ? word : sentence(word))).join('')
  if (joined === '') return `x${hash(text).toString(36)}`
  return /^\d/.test(joined) ? `n${joined}` : joined
}

/** `Due date` to `DueDate`. */
export function pascal(text: string): string {
  return sentence(camel(text))
}

/** `Due date` to `due-date`; a stable made-up word where no plain letter remains. */
export function kebab(text: string): string {
  return plain(text) || `x${hash(text).toString(36)}`
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

/** `a` or `an` before the phrase. */
export function withArticle(phrase: string): string {
  const vowel = /^(?:[aeio]|u(?!ni|se|su|ti|k))/i.test(phrase)
  return `${vowel ? 'an' : 'a'} ${phrase}`
}

/** `a, b and c`. */
export function enumerate(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

const numbers = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]

/** A whole number from digits or an English word (`three`), undefined for anything else. */
export function toNumber(word: string): number | undefined {
  if (/^\d{1,4}$/.test(word)) return Number(word)
  const found = numbers.indexOf(word.toLowerCase())
  return found < 0 ? undefined : found
}

/** Matches what toNumber understands; for use inside other expressions. */
export const numberPattern = `\\d{1,4}|${numbers.join('|')}`

/** A stable number from a text (FNV-1a, mixed once more), to choose among things without chance. */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

/** A stable choice out of `all` for `seed`. */
export function pick<T>(all: readonly [T, ...T[]], seed: string | number): T {
  const number = typeof seed === 'number' ? seed : hash(seed)
  return all[number % all.length] ?? all[0]
}

/** Takes matching quotation marks off. */
export function unquote(text: string): string {
  const match = /^\s*["“”'‘’`«](.+?)["“”'‘’`»]\s*$/su.exec(text)
  return (match?.[1] ?? text).trim()
}

/** A list as people write it (`a, b and c`) as its parts, without quotes and articles. */
export function listed(text: string): string[] {
  return text
    .replace(/\([^)]*\)/g, (group) =>
      group.replace(/,/g, '\u0001').replace(/\band\b|\bor\b/g, '\u0002'),
    )
    .split(/\s*(?:,\s*and\b|,|;|&|\band\b|\bplus\b|\bas well as\b|\n)\s*/i)
    .map((part) =>
      unquote(
        part
          .replaceAll('\u0001', ',')
          .replaceAll('\u0002', ' or ')
          .trim()
          .replace(/^[-*•]\s*/, '')
          .replace(/[.!?]+$/, '')
          .replace(/^(?:an?|the|their|its|some|my|our|your)\s+/i, ''),
      ),
    )
    .filter((part) => part !== '')
}
