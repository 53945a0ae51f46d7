export interface MessageTopics {
  /** Files named or changed by its run, in lower case. */
  files: ReadonlySet<string>
  /** Page elements with the words before them (“save button”: button with save). */
  elements: ReadonlyMap<string, ReadonlySet<string>>
  /** Wanted values by property, such as colour → blue. */
  wants: ReadonlyMap<string, ReadonlySet<string>>
  /** Meaningful words by stem. */
  words: ReadonlyMap<string, string>
}

/** Anchored and bounded: otherwise one very long word takes seconds to match. */
const fileName = /(?<![\w@./-])[\w@./-]{1,300}\.(?:tsx?|jsx?|css|html|json|svg|md)\b/i
const fileNames = new RegExp(fileName, 'gi')
const quoted = /["“«`]([^"”»`\n]{2,40})["”»`]/g

const elementNames: Record<string, readonly string[]> = {
  header: ['header', 'topbar', 'masthead'],
  nav: ['nav', 'navbar', 'navigation', 'menubar'],
  footer: ['footer'],
  sidebar: ['sidebar', 'sidemenu', 'drawer'],
  hero: ['hero', 'banner'],
  title: ['title', 'heading', 'headline'],
  logo: ['logo'],
  button: ['button', 'buttons', 'cta'],
  form: ['form'],
  input: ['input', 'field', 'textbox', 'searchbox'],
  card: ['card', 'cards', 'tile', 'tiles'],
  table: ['table', 'grid'],
  list: ['list'],
  chart: ['chart', 'graph', 'diagram'],
  dialog: ['dialog', 'modal', 'popup'],
  background: ['background', 'backdrop'],
  font: ['font', 'typeface', 'typography'],
  icon: ['icon', 'icons'],
  image: ['image', 'picture', 'photo', 'images', 'pictures', 'photos'],
  theme: ['theme', 'palette'],
  menu: ['menu'],
  gallery: ['gallery', 'carousel', 'slider'],
  pricing: ['pricing'],
  tabs: ['tabs', 'tab'],
}
const elementOf = new Map(
  Object.entries(elementNames).flatMap(([name, words]) => words.map((word) => [word, name])),
)

const colors =
  'red green blue yellow orange purple violet pink black white gray grey brown teal cyan indigo navy gold beige turquoise magenta lime'.split(
    ' ',
  )

/** Two values of one property exclude each other. */
const valueOf = new Map<string, [property: string, value: string]>([
  ...colors.map((word): [string, [string, string]] => [
    word,
    ['colour', word === 'grey' ? 'gray' : word === 'violet' ? 'purple' : word],
  ]),
  ...pairs(
    'size',
    ['bigger', 'larger', 'big', 'large', 'taller'],
    ['smaller', 'small', 'tiny', 'compact'],
  ),
  ...pairs('presence', ['add', 'show', 'insert', 'bring'], ['remove', 'delete', 'hide', 'drop']),
  ...pairs('light', ['dark', 'darker'], ['light', 'lighter', 'bright', 'brighter']),
  ...pairs('corners', ['round', 'rounded', 'rounder'], ['square', 'sharp', 'angular']),
  ...pairs('weight', ['bold', 'bolder'], ['thin', 'thinner']),
  ...pairs('side', ['left'], ['right'], ['center', 'centre', 'centered', 'centred', 'middle']),
])

function isAction(word: string): boolean {
  return valueOf.get(word)?.[0] === 'presence'
}

function pairs(property: string, ...values: string[][]): Array<[string, [string, string]]> {
  return values.flatMap((words) =>
    words.map((word): [string, [string, string]] => [word, [property, words[0] ?? word]]),
  )
}

/** Words that say nothing about the wish, or are in every request. */
const empty = new Set(
  `a an and app application as at be but by can change could create do for from get give has have i if in into is it its
  just like make me more my need new nice of on one only or our page pages please put section set should site so some
  that the their them then there they this to up use using want was we website when where which will with would you your
  all also build better bit every let look looks very too same each any than now not no onto over under between inside
  below above near next first last work works text color colour`.split(/\s+/),
)

const longestWord = 40

function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ies)$/, 'y').replace(/(?:ing|ed|es|s)$/, '') : word
}

function add(map: Map<string, Set<string>>, key: string, values: Iterable<string>): void {
  const known = map.get(key) ?? new Set()
  for (const value of values) known.add(value)
  map.set(key, known)
}

function baseName(path: string): string {
  return path.toLowerCase().split('/').at(-1) ?? path
}

/** `files`: changed by its run so far. */
export function topicsOf(text: string, files: readonly string[] = []): MessageTopics {
  const named = [...text.matchAll(fileNames)].map((match) => match[0])
  const elements = new Map<string, Set<string>>()
  const wants = new Map<string, Set<string>>()
  const words = new Map<string, string>()
  for (const [, name] of text.matchAll(quoted))
    if (name && !fileName.test(name)) add(elements, `“${name.trim().toLowerCase()}”`, [])
  for (const sentence of text
    .toLowerCase()
    .replaceAll(fileNames, ' ')
    .split(/[.!?\n;]+/)) {
    let before: string[] = []
    let last = ''
    for (const word of sentence.match(/[\p{L}\p{N}]+/gu) ?? []) {
      const element = elementOf.get(word)
      // “the delete button” deletes nothing
      const value = /^(?:the|an?)$/.test(last) && isAction(word) ? undefined : valueOf.get(word)
      last = word
      if (element) {
        add(elements, element, before)
        before = []
      }
      if (value) add(wants, value[0], [value[1]])
      if (empty.has(word)) before = []
      else if (!element && !value) before = [...before.slice(-1), stem(word)]
      if (!empty.has(word) && !value && word.length > 2 && word.length <= longestWord)
        words.set(element ?? stem(word), word)
    }
  }
  return { files: new Set([...named, ...files].map(baseName)), elements, wants, words }
}
