import { type Field, parseField, parseFieldList } from './fields.ts'
import { findKind, type Kind } from './kind.ts'
import { findName } from './name.ts'
import { findSubject } from './subject.ts'
import { parseTheme, type Theme } from './theme.ts'
import {
  enumerate,
  listed,
  numberPattern,
  plural,
  sentence,
  singular,
  title,
  toNumber,
} from './words.ts'

export const viewNames = ['grid', 'list', 'table', 'board', 'calendar', 'chart'] as const
export type View = (typeof viewNames)[number]

export const featureNames = [
  'search',
  'filter',
  'sort',
  'priority',
  'favourite',
  'due',
  'category',
  'themeSwitch',
  'sidebar',
] as const
export type Feature = (typeof featureNames)[number]

export const sectionNames = [
  'hero',
  'features',
  'steps',
  'pricing',
  'testimonials',
  'faq',
  'stats',
  'gallery',
  'team',
  'newsletter',
  'contact',
  'cta',
  'about',
] as const
export type SectionName = (typeof sectionNames)[number]

/** What to build, as far as the prompt says, with everything else decided. */
export interface Spec {
  kind: Kind
  name: string
  /** What the app keeps or is about, in lower case unless it is a proper noun. */
  entity: { one: string; many: string }
  /** The subject in the person's own words; empty when none was given. */
  topic: string
  /** Fields that the person asked for, in their order. */
  fields: Field[]
  /** Names of lists, plans or stages that the person gave. */
  columns: string[]
  /** Kinds of things that the person named: the shop's departments, the gallery's albums. */
  categories: string[]
  counts: Record<string, number>
  views: View[]
  features: Set<Feature>
  sections: SectionName[]
  pages: string[]
  theme: Theme
}

/** Reads a whole app out of one request. Never fails: what is not said is decided here. */
export function parseSpec(request: string): Spec {
  const { name, rest } = findName(request)
  const { head, tail } = splitHead(rest)
  const kind = findKind(head, rest)
  const { subject, label } = findSubject(head, rest, kind)
  const categories = readCategories(rest, kind)
  const { fields, columns } = readLists(tail, rest, kind)
  const named = new Set(categories.map((category) => category.toLowerCase()))
  const branded = name ?? brand(kind, rest)
  const own =
    subject !== '' &&
    ofItsTopic.has(kind) &&
    categories.length === 0 &&
    !/^\p{Lu}.* \p{Lu}/u.test(subject)
  const noun = own ? subject.toLowerCase() : defaultNoun(kind)
  const one = countable(singular(noun))
  const topic =
    categories.length > 0 && kind === 'shop'
      ? enumerate(categories).toLowerCase()
      : topicFrom(subject, rest)
  return {
    kind,
    name: branded ?? title(ownName(kind, subject, label, one)),
    entity: { one, many: plural(one) },
    topic,
    fields: fields.filter((field) => !named.has(field.label.toLowerCase())),
    columns,
    categories,
    counts: readCounts(rest),
    views: readViews(rest),
    features: readFeatures(rest),
    sections: readSections(rest),
    pages: readPages(rest),
    theme: parseTheme(rest),
  }
}

/** Kinds whose items are what the app is about; the others have items of their own. */
const ofItsTopic: ReadonlySet<Kind> = new Set(['collection', 'shop', 'gallery'])

/** `birdwatching` is nothing that one can have two of. */
function countable(noun: string): string {
  return /(?:[a-z]{3,}ing)$/.test(noun) &&
    !/\b(?:thing|king|ring|wing|string|painting|drawing|building|earring|pudding|wedding|saying|meeting|recording|booking|listing|sibling|duckling|morning|evening|outing|sighting|clothing)$/.test(
      noun,
    )
    ? `${noun} entry`
    : noun
}

/** `Tidepool, a calm planner for teams` is about a calm planner; other proper nouns are about themselves. */
function topicFrom(subject: string, text: string): string {
  if (!/^\p{Lu}/u.test(subject)) return subject
  const said =
    /\bfor \p{Lu}[^,.:;]*, (?:an? |the |our |my )([^,.:;]+?)(?: for [^,.:;]+)?(?=[,.:;]|$)/u.exec(
      text,
    )?.[1]
  return (
    said ?? (/\s/.test(subject) || text.includes(`for ${subject}`) ? '' : subject.toLowerCase())
  )
}

/** `for chairs, lamps and tables`, `with the albums Coast and Cities`. */
function readCategories(text: string, kind: Kind): string[] {
  const said =
    /\b(?:albums?|categories|departments|collections|tags)(?: called| named|:)?\s+((?:\p{Lu}[\p{L}-]*)(?:(?:, | and |, and )\p{Lu}[\p{L}-]*)+)/u.exec(
      text,
    )?.[1] ??
    /\bcategories(?: called| named|:)?\s+((?:[\p{L}-]+, )+[\p{L}-]+(?:,? and [\p{L}-]+))/iu.exec(
      text,
    )?.[1] ??
    (kind === 'shop'
      ? /\b(?:for|sells?|selling)\s+([\p{L}-]+(?: [\p{L}-]+)?(?:, [\p{L}-]+(?: [\p{L}-]+)?)*,? and [\p{L}-]+s)\b/u.exec(
          text,
        )?.[1]
      : undefined)
  return said === undefined ? [] : listed(said).map(sentence)
}

/** A proper noun that a site is for is its name. */
function brand(kind: Kind, text: string): string | undefined {
  if (!brandedKinds.has(kind)) return undefined
  return /\bfor (\p{Lu}[\p{L}\p{N}&’'-]*(?: (?:(?:&|and) )?\p{Lu}[\p{L}\p{N}&’'-]*)*)/u.exec(
    text,
  )?.[1]
}

const brandedKinds: ReadonlySet<Kind> = new Set([
  'landing',
  'pricing',
  'dashboard',
  'signin',
  'settings',
  'blog',
  'shop',
  'portfolio',
  'chat',
  'form',
  'gallery',
])

/** A title for an app that nobody named. */
function ownName(kind: Kind, subject: string, label: string, one: string): string {
  const named: Partial<Record<Kind, string>> = {
    blog: 'Blog',
    quiz: 'Quiz',
    chat: 'Chat',
    dashboard: 'Dashboard',
    calendar: 'Calendar',
    poll: 'Poll',
    form: 'Form',
    notes: 'Notes',
    habits: 'Habits',
    kanban: 'Board',
    todo: 'To-do',
  }
  if (kind === 'signin') return 'Sign in'
  if (kind === 'settings' && subject === '') return 'Settings'
  if (kind === 'landing' || kind === 'pricing' || kind === 'portfolio')
    return subject === ''
      ? kind === 'pricing'
        ? 'Pricing'
        : label === ''
          ? 'Hello'
          : label
      : subject
  if (kind === 'gallery' || kind === 'shop')
    return subject === '' ? label || plural(one) : kind === 'shop' ? `${one} shop` : plural(one)
  const noun = named[kind]
  if (noun !== undefined && subject !== '' && !label.toLowerCase().includes(subject.toLowerCase()))
    return `${singular(subject)} ${noun.toLowerCase()}`
  return label === '' ? plural(one) : label
}

function splitHead(text: string): { head: string; tail: string } {
  const at = text.search(
    /\s+(?:with|that|which|where|including|featuring|having|containing|showing|using|so that|whose|who)\b|\s+in (?:dark|light|an? )|[,;:!?\n]|\.\s|\.$/i,
  )
  return at < 0 ? { head: text, tail: '' } : { head: text.slice(0, at), tail: text.slice(at) }
}

function defaultNoun(kind: Kind): string {
  const nouns: Partial<Record<Kind, string>> = {
    todo: 'task',
    kanban: 'card',
    blog: 'post',
    portfolio: 'project',
    gallery: 'photo',
    quiz: 'question',
    shop: 'product',
    calendar: 'event',
    notes: 'note',
    habits: 'habit',
    poll: 'option',
    form: 'response',
    dashboard: 'order',
    chat: 'message',
  }
  return nouns[kind] ?? 'item'
}

const featurePart =
  /\b(?:search|searchable|filters?|filtering|sort|sorting|sortable|dark|light|theme|themed|mode|toggle|switch|sidebar|favou?rites?|favou?riting|layout|grid|table|board|calendar|charts?|graphs?|corners?|font|colou?rs?|view|views|cards?|columns?|plans?|tiers?|sections?|page|pages|navigation|nav|header|footer|animations?|responsive|local ?storage|persistence|validation|form|forms|empty state|pagination|drag|dnd|cart|checkout|buttons?|accents?|background|style|questions?|items|entries|lists?|testimonials?|faqs?|hero|newsletter|gallery|team|stats|statistics|pricing|contact|signup|sign-up|login|week|month|chat|messages?|progress|bar|score|history|keyboard|sound|alarm|lightbox|tags? filter|look|feel|design|interface|palette|shadows?|gradient|inputs?|timer|everything|people|users|friends)\b/i

/** Column names and fields; the words after `with` are one of them unless they are a feature. */
function readLists(tail: string, text: string, kind: Kind): { fields: Field[]; columns: string[] } {
  const columns = readColumns(text, kind)
  const fields = new Map<string, Field>()
  const explicit =
    /\b(?:fields?|properties|attributes|columns)\b(?: (?:for|called|named|like|are))?:?\s+([^.;\n]+)/i.exec(
      text,
    )?.[1] ??
    /\beach (?:\w+ )?(?:with|has|having|should have)\s+([^.;\n]+)/i.exec(text)?.[1] ??
    /\b(?:cards|items|entries|tasks|products|posts|rows|they) have\s+(.+?)(?:,? and can\b|[.;\n]|$)/i.exec(
      text,
    )?.[1] ??
    /\bthat (?:have|has)\s+([^.;\n]+)/i.exec(text)?.[1] ??
    /\b(?:track|store|record|keep|note|save|show)(?:s|ing)? (?:the|their|its|each)\s+([^.;\n]+)/i.exec(
      text,
    )?.[1]
  if (
    explicit !== undefined &&
    (columns.length === 0 || kind === 'kanban') &&
    !/^columns/i.test(explicit) &&
    !columns.some((column) => explicit.includes(column))
  ) {
    for (const field of parseFieldList(stopAtFeature(explicit))) fields.set(field.key, field)
  }
  const after =
    /^\s*(?:with|including|featuring|having|containing|showing|that shows?|:|,)\s*([^.;\n]*)/i.exec(
      tail,
    )?.[1]
  if (after !== undefined && columns.length === 0 && fielded.has(kind)) {
    for (const part of listed(withoutLook(after))) {
      const bare = part
        .replace(/^(?:with|for each|also|including|cards? with|rows? with)\s+(?:an?\s+)?/i, '')
        .replace(/\s+(?:as an? (?:table|list|grid|board)|on top|at the top|each)$/i, '')
      if (isFieldPart(bare)) {
        const field = parseField(bare)
        if (field !== undefined && !fields.has(field.key)) fields.set(field.key, field)
      }
    }
  }
  return { fields: [...fields.values()], columns }
}

/** Kinds for which the words after `with` are most likely fields. */
const fielded: ReadonlySet<Kind> = new Set([
  'collection',
  'todo',
  'form',
  'settings',
  'dashboard',
  'poll',
  'shop',
  'habits',
])

/** Takes `in rebeccapurple`, `in dark mode` and the like off the end. */
function withoutLook(text: string): string {
  return text.replace(
    /,?\s+(?:all |everything )?in\s+(?:an? )?(?:#[0-9a-f]{3,6}|[\w-]+(?: [\w-]+)?(?: (?:mode|theme|colou?rs?|tones|style))?)$/i,
    '',
  )
}

function stopAtFeature(text: string): string {
  return text.replace(
    /,?\s+(?:with|in an?|in (?:dark|light)|using|plus an?|and an? (?:search|dark|filter)).*$/i,
    '',
  )
}

function isFieldPart(part: string): boolean {
  if (part === '' || part.split(/\s+/).length > 4) return false
  if (/\(.+\)/.test(part)) return true
  if (
    /^colou?rs?\b.*\s/i.test(part) ||
    Object.keys(parseTheme(part, true)).some((key) =>
      /^(?:primary|background|font|mode)$/.test(key),
    )
  )
    return false
  if (new RegExp(`^(?:${numberPattern})\\b`, 'i').test(part)) return false
  if (featurePart.test(part)) return false
  if (/^(?:priorit|due ?dates?$|deadlines?$|categor)/i.test(part)) return false
  return !/\b(?:can|should|must|want|need|is|are|to|it|in|by|me|my|on|you|we|add|edit|delete|them|they|tick|off|when|what|who|drop|basket|total|form|box|search|left|right|clicked|moved|for)\b/i.test(
    part,
  )
}

function readColumns(text: string, kind: Kind): string[] {
  const noun =
    kind === 'pricing' || kind === 'landing'
      ? 'plans?|tiers?|packages?'
      : 'columns?|lists?|stages?|lanes?|swimlanes?|statuses'
  if (kind !== 'kanban' && kind !== 'pricing' && kind !== 'landing') return []
  const named =
    new RegExp(
      `\\b(?:${noun})\\b(?: (?:called|named|are|for|like))?\\s*:?\\s+((?!with\\b|in\\b|and\\b|that\\b|where\\b)[^.;\\n]+)`,
      'i',
    ).exec(text)?.[1] ??
    new RegExp(
      `(?:with|has|have|:)\\s+(?:the |these )?([^.;:\\n]*?,[^.;:\\n]*?)\\s+(?:as )?(?:${noun})\\b`,
      'i',
    ).exec(text)?.[1]
  const plain =
    kind === 'kanban'
      ? /\bwith\s+(?:the )?(\p{Lu}[\p{L} -]*(?:, \p{Lu}[\p{L} -]*)*,? and \p{Lu}[\p{L} -]*)/u.exec(
          text,
        )?.[1]
      : undefined
  const given = named ?? plain
  if (given === undefined) return []
  const parts = listed(withoutLook(stopAtFeature(given))).filter(
    (part) =>
      part.split(/\s+/).length <= 4 &&
      !/\b(?:dark|theme|mode|search|yearly|monthly|faq)\b/i.test(part),
  )
  return parts.length > 1 ? parts.map(sentence) : []
}

/** `three columns` to `{columns: 3}`; keys are the nouns in the plural. */
function readCounts(text: string): Record<string, number> {
  const counts: Record<string, number> = {}
  const pattern = new RegExp(`\\b(${numberPattern})[ -](?:(?:\\w+[ -])?)(\\w+)`, 'gi')
  for (const match of text.matchAll(pattern)) {
    const number = toNumber(match[1] ?? '')
    const noun = plural((match[2] ?? '').toLowerCase())
    if (number !== undefined) counts[noun] ??= number
    const direct = new RegExp(`\\b${match[1]}[ -](\\w+)`, 'i').exec(text)?.[1]
    if (direct !== undefined && number !== undefined)
      counts[plural(direct.toLowerCase())] ??= number
  }
  return counts
}

function readViews(text: string): View[] {
  const patterns: Record<View, RegExp> = {
    table: /\btables?\b|\bspreadsheet\b/i,
    board: /\bboard view\b|\bas a board\b|\bin columns\b|\bkanban\b/i,
    calendar: /\bcalendar\b|\bmonth view\b/i,
    chart: /\bcharts?\b|\bgraphs?\b|\bstatistics\b/i,
    grid: /\bgrid\b|\bcards?\b|\btiles?\b/i,
    list: /\blist view\b|\bas a list\b|\bin a list\b|\blist layout\b/i,
  }
  return viewNames.filter((view) => patterns[view].test(text))
}

function readFeatures(text: string): Set<Feature> {
  const patterns: Record<Feature, RegExp> = {
    search: /\bsearch/i,
    filter: /\bfilter/i,
    sort: /\bsort/i,
    priority: /\bpriorit/i,
    favourite: /\bfavou?rit|\bstarred\b|\bbookmark/i,
    due: /\bdue\b|\bdeadline/i,
    category: /\bcategor|\btags?\b|\blabels?\b/i,
    themeSwitch:
      /\b(?:dark|light|theme|colou?r)[- ]?(?:mode|theme|scheme)?[- ]?(?:switch|toggle|button|switcher)\b|\b(?:switch|toggle|change)\b[^.]{0,30}\b(?:dark|light|theme)\b/i,
    sidebar: /\bside ?bar\b|\bside nav/i,
  }
  return new Set(featureNames.filter((feature) => patterns[feature].test(text)))
}

const sectionWords: Record<SectionName, RegExp> = {
  hero: /\bhero\b/i,
  features: /\bfeatures?\b(?! (?:request|flag))/i,
  steps: /\bhow it works\b|\bsteps\b|\bprocess\b/i,
  pricing: /\bpricing\b|\bplans\b|\bprices\b|\btiers\b/i,
  testimonials: /\btestimonials?\b|\breviews\b|\bquotes\b|\bcustomers? say\b/i,
  faq: /\bfaqs?\b|\bfrequently asked\b|\bquestions and answers\b/i,
  stats: /\bstats\b|\bstatistics\b|\bnumbers\b|\bfigures\b/i,
  gallery: /\bgallery\b|\bphotos\b|\bscreenshots\b/i,
  team: /\bteam\b|\bmembers\b|\bstaff\b/i,
  newsletter: /\bnewsletter\b|\bmailing list\b|\bwaitlist\b|\bsubscribe\b|\bsign-?ups? form\b/i,
  contact: /\bcontact\b|\bget in touch\b/i,
  cta: /\bcall[- ]to[- ]action\b|\bcta\b|\bbanner\b/i,
  about: /\babout (?:us|me|section|page)\b|\bour story\b|\bbio\b/i,
}

/** The ready-made sections that a text names. */
export function readSections(text: string): SectionName[] {
  return sectionNames.filter((section) => sectionWords[section].test(text))
}

function readPages(text: string): string[] {
  const found =
    /(?:\bwith|,|\band|\bplus|\bincluding)\s+(?:an? |the )?([\w'-]+(?: [\w'-]+)?(?:(?:,| and| &)+ (?:an? )?[\w'-]+)*)\s+pages\b/i.exec(
      text,
    )?.[1] ??
    /(?:\bwith|,|\band|\bplus|\bincluding)\s+(?:an? |the )?([\w'-]+)\s+page\b/i.exec(text)?.[1] ??
    /\bpages(?: for| called|:)\s+([^.;\n]+)/i.exec(text)?.[1]
  if (found === undefined) return []
  return listed(found)
    .map((part) => part.replace(/^(?:with|separate|extra|other)\s+/i, ''))
    .filter((part) => part.split(/\s+/).length <= 3 && toNumber(part) === undefined)
    .filter(
      (part) => !/^(?:landing|pricing|home|settings|sign-?in|login|web|single|one)$/i.test(part),
    )
    .map(title)
}
