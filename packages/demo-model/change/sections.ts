import { makeKindSection, makeSection } from '../generate/app.ts'
import type { Section } from '../generate/code.ts'
import { blankSection } from '../generate/sections/blank.ts'
import { readSections, sectionNames } from '../parse/spec.ts'
import type { Draft } from './draft.ts'
import { addImport, removeImport } from './imports.ts'
import { same } from './match.ts'
import { done, failed, type Outcome } from './outcome.ts'
import type { Place } from './parse.ts'
import { specOf } from './present.ts'

const pages = /^src\/pages\/.+\.tsx$/
/** A section stands on a line of its own in its page. */
const elementLine = /^([ \t]*)<([A-Z]\w*)\s*\/>[ \t]*$/gm

interface Line {
  component: string
  indent: string
  start: number
  /** Behind the line's end. */
  end: number
}

function linesOf(source: string): Line[] {
  return [...source.matchAll(elementLine)].map((match) => ({
    component: match[2] ?? '',
    indent: match[1] ?? '',
    start: match.index,
    end: match.index + match[0].length + 1,
  }))
}

/** The page that holds a section, the first page where none is named. */
function pagesInOrder(draft: Draft): string[] {
  const all = draft.known(pages)
  return [...all].sort((a, b) => Number(b.endsWith('/home.tsx')) - Number(a.endsWith('/home.tsx')))
}

const aliases: readonly (readonly [RegExp, string])[] = [
  [/^(?:cta|call[- ]to[- ]action|banner)$/i, 'CallToAction'],
  [/^(?:faqs?|questions|frequently asked questions)$/i, 'Faq'],
  [/^(?:gallery|pictures|photos|screenshots)$/i, 'Pictures'],
  [/^(?:reviews|quotes)$/i, 'Testimonials'],
  [/^(?:how it works|process)$/i, 'Steps'],
  [/^(?:plans|prices|pricing table|price table)$/i, 'Pricing'],
  [/^(?:graphs?|diagrams?)$/i, 'Charts'],
  [/^(?:key figures|numbers|kpis?|stat cards)$/i, 'Figures'],
  [/^(?:table|recent(?: \w+)?)$/i, 'Recent'],
  [/^(?:projects|works?|selected work)$/i, 'Work'],
  [/^(?:introduction|header|welcome)$/i, 'Intro'],
  [/^(?:contact form|get in touch)$/i, 'Contact'],
  [/^(?:posts|articles)$/i, 'Posts'],
]

function matches(component: string, words: string): boolean {
  const bare = component.replace(/Section$/, '')
  if (same(bare, words)) return true
  return aliases.some(([pattern, name]) => name === component && pattern.test(words.trim()))
}

function find(
  draft: Draft,
  words: string,
): { path: string; source: string; line: Line } | undefined {
  for (const path of pagesInOrder(draft)) {
    const source = draft.get(path) ?? ''
    const line = linesOf(source).find(({ component }) => matches(component, words))
    if (line !== undefined) return { path, source, line }
  }
  return undefined
}

/** A new section: a ready-made one, a small app as a section, or a blank one under that name. */
export function addSection(draft: Draft, words: string, place: Place | undefined): Outcome {
  const path = pagesInOrder(draft)[0]
  const source = path === undefined ? undefined : draft.get(path)
  if (path === undefined || source === undefined)
    return failed('I found no page to add a section to')
  const section = sectionFor(draft, words)
  if (linesOf(source).some(({ component }) => component === section.component)) {
    return failed(`the page already has the section “${words}”`)
  }
  for (const [file, content] of section.files) draft.add(file, content)
  const withTag = insertTag(source, `<${section.component} />`, place)
  if (withTag === undefined) return failed(`I found no place for a section in ${path}`)
  draft.set(
    path,
    addImport(withTag, `import { ${section.component} } from '@/components/${section.file}'`),
  )
  return done(`added the section “${words}”${placeWords(place)}`)
}

function sectionFor(draft: Draft, words: string): Section {
  const spec = specOf(draft, words)
  const name = readSections(words)[0] ?? sectionNames.find((section) => same(section, words))
  if (name !== undefined) return makeSection(name, { ...spec, topic: '', columns: [] })
  return (
    makeKindSection({ ...spec, topic: '' }) ??
    blankSection(words.replace(/^(?:an?|the)\s+/i, ''), spec)
  )
}

/** Takes a section off its page; its files stay, so that it can come back as it was. */
export function removeSection(draft: Draft, words: string): Outcome {
  const found = find(draft, words)
  if (found === undefined) return failed(`there is no section “${words}”`)
  const { path, source, line } = found
  if (linesOf(source).length === 1)
    return failed(`“${words}” is all that the page has, so it stays`)
  draft.set(
    path,
    removeImport(source.slice(0, line.start) + source.slice(line.end), line.component),
  )
  return done(`removed the section “${words}”`)
}

/** Moves a section within its page. */
export function moveSection(draft: Draft, words: string, place: Place): Outcome {
  const found = find(draft, words)
  if (found === undefined) return failed(`there is no section “${words}” to move`)
  const { path, source, line } = found
  const lines = linesOf(source)
  const at = lines.findIndex(({ component }) => component === line.component)
  const neighbour =
    place.at === 'up' ? lines[at - 1] : place.at === 'down' ? lines[at + 1] : undefined
  const target: Place | undefined =
    place.at === 'up' || place.at === 'down'
      ? neighbour === undefined
        ? undefined
        : { at: place.at === 'up' ? 'before' : 'after', words: neighbour.component }
      : place
  if (target === undefined) return failed(`“${words}” already stands at that end`)
  if ('words' in target && !lines.some(({ component }) => matches(component, target.words))) {
    return failed(`there is no section “${target.words}” on that page`)
  }
  const without = source.slice(0, line.start) + source.slice(line.end)
  const after = insertTag(without, `<${line.component} />`, target)
  if (after === undefined) return failed(`I could not move “${words}”`)
  draft.set(path, after)
  return done(`moved “${words}”${placeWords(place)}`)
}

function insertTag(source: string, tag: string, place: Place | undefined): string | undefined {
  const lines = linesOf(source)
  const last = lines.at(-1)
  const first = lines[0]
  if (last === undefined || first === undefined) return undefined
  const insert = (at: number, indent: string): string =>
    `${source.slice(0, at)}${indent}${tag}\n${source.slice(at)}`
  if (place === undefined) {
    const closing = last.component === 'CallToAction' ? last : undefined
    return closing === undefined
      ? insert(last.end, last.indent)
      : insert(closing.start, closing.indent)
  }
  if ('words' in place) {
    const beside = lines.find(({ component }) => matches(component, place.words))
    if (beside === undefined) return insert(last.end, last.indent)
    return insert(place.at === 'before' ? beside.start : beside.end, beside.indent)
  }
  return place.at === 'top' ? insert(first.start, first.indent) : insert(last.end, last.indent)
}

function placeWords(place: Place | undefined): string {
  if (place === undefined) return ''
  if ('words' in place) return ` ${place.at} “${place.words}”`
  return place.at === 'up' || place.at === 'down' ? ` ${place.at}` : ` to the ${place.at}`
}
