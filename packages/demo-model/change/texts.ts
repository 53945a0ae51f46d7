import { retitle } from '../generate/html.ts'
import { str } from '../generate/code.ts'
import type { Draft } from './draft.ts'
import { done, failed, type Outcome } from './outcome.ts'
import { change, cut, findObject, properties, setProperty, stringProperty } from './surgery.ts'

const config = 'src/config.ts'

/** A new name for the app, wherever the old one stands as a name. */
export function renameApp(draft: Draft, name: string): Outcome {
  const html = draft.get('index.html')
  if (html !== undefined) draft.set('index.html', retitle(html, name))
  const source = draft.get(config)
  const app = source === undefined ? undefined : findObject(source, 'app')
  if (source === undefined || app === undefined) {
    return html === undefined
      ? failed('I found no title to change')
      : done(`changed the page’s title to “${name}”`)
  }
  const old = stringProperty(cut(source, app), 'name') ?? ''
  draft.set(
    config,
    change(source, app, (object) => setProperty(object, 'name', str(name))),
  )
  if (old.length > 2) {
    for (const path of draft.known(/^src\/data\/.+\.ts$/)) {
      const data = draft.get(path) ?? ''
      const inner = str(name).slice(1, -1)
      draft.set(path, replaceInTexts(data, str(old).slice(1, -1), inner))
    }
  }
  return done(`renamed it to **${name}**`)
}

/** Replaces whole words inside strings, but leaves strings that are nothing else (keys, options). */
function replaceInTexts(source: string, from: string, to: string): string {
  const word = new RegExp(`(?<![\\p{L}\\p{N}])${escape(from)}(?![\\p{L}\\p{N}])`, 'gu')
  return source.replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, (text) =>
    text.slice(1, -1) === from || !text.includes(' ') ? text : text.replace(word, () => to),
  )
}

/** A text that stands anywhere in the app becomes another one. */
export function replaceText(draft: Draft, from: string, to: string): Outcome {
  const exact = replaceEverywhere(draft, from, to, '')
  const count = exact > 0 ? exact : replaceEverywhere(draft, from, to, 'i')
  if (count === 0) return failed(`the text “${from}” stands nowhere in the app`)
  return done(`changed “${from}” to “${to}”${count > 1 ? ` in ${count} places` : ''}`)
}

function replaceEverywhere(draft: Draft, from: string, to: string, flags: string): number {
  let count = 0
  for (const path of draft.known(/^src\/.+\.tsx?$|^index\.html$/)) {
    const source = draft.get(path) ?? ''
    const after = replaceVisible(source, from, to, flags, path)
    if (after.count === 0) continue
    count += after.count
    draft.set(path, after.text)
  }
  return count
}

/** Within strings, and between tags; never in code. */
function replaceVisible(
  source: string,
  from: string,
  to: string,
  flags: string,
  path: string,
): { text: string; count: number } {
  let count = 0
  const inString = new RegExp(
    `(?<![\\p{L}\\p{N}])${escape(str(from).slice(1, -1))}(?![\\p{L}\\p{N}])`,
    `gu${flags}`,
  )
  const between = new RegExp(`(?<![\\p{L}\\p{N}])${escape(from)}(?![\\p{L}\\p{N}])`, `gu${flags}`)
  const safe = to.replace(
    /[{}<>]/g,
    (sign) => ({ '{': '&#123;', '}': '&#125;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign,
  )
  const strings = source.replace(
    /(?<=[=(:,[{?|&+\s])(['"])((?:\\.|(?!\1)[^\\\n])*)\1/g,
    (whole: string, quote: string, inner: string, at: number) => {
      if (
        /\b(?:from|import)\s*$/.test(source.slice(Math.max(0, at - 12), at)) ||
        /className=$|\b(?:key|id|type|htmlFor|variant|size|path|to):?\s*=?$/.test(
          source.slice(Math.max(0, at - 12), at).trimEnd(),
        )
      )
        return whole
      const escaped = quote === "'" ? str(to).slice(1, -1) : to.replace(/"/g, '&quot;')
      return (
        quote +
        inner.replace(inString, () => {
          count += 1
          return escaped
        }) +
        quote
      )
    },
  )
  const text = path.endsWith('.ts')
    ? strings
    : strings.replace(
        /(>|\})([^<>{}]*[\p{L}][^<>{}=]*)(?=<|\{)/gu,
        (whole: string, open: string, inner: string) => {
          if (/=>|\breturn\b|[;=]|\bconst\b|&&/.test(inner)) return whole
          return (
            open +
            inner.replace(between, () => {
              count += 1
              return safe
            })
          )
        },
      )
  return { text, count }
}

const places: readonly (readonly [RegExp, readonly (readonly [object: string, key: string])[]])[] =
  [
    [
      /headline|^heading/,
      [
        ['hero', 'headline'],
        ['intro', 'headline'],
        ['form', 'title'],
        ['about', 'title'],
        ['cta', 'headline'],
      ],
    ],
    [
      /greeting/,
      [
        ['intro', 'greeting'],
        ['hero', 'eyebrow'],
      ],
    ],
    [/tagline|subtitle|slogan|sub-?heading|footer/, [['app', 'tagline']]],
    [
      /description|intro/,
      [
        ['hero', 'text'],
        ['intro', 'text'],
        ['app', 'tagline'],
      ],
    ],
    [
      /button|call to action/,
      [
        ['hero', 'action'],
        ['cta', 'action'],
        ['form', 'action'],
      ],
    ],
  ]

/** One of the texts that have a name: headline, tagline, button and the like. */
export function setWording(draft: Draft, what: string, to: string): Outcome {
  if (/question/.test(what)) {
    for (const path of draft.known(/^src\/data\/poll\.ts$/)) {
      const source = draft.get(path) ?? ''
      draft.set(
        path,
        source.replace(
          /(const question = )('(?:\\.|[^'\\])*')/,
          (_, start: string) => start + str(to),
        ),
      )
      return done(`changed the question to “${to}”`)
    }
  }
  for (const [object, key] of places.find(([pattern]) => pattern.test(what))?.[1] ?? []) {
    for (const path of draft.known(/^src\/(?:data\/.+|config)\.ts$/)) {
      const source = draft.get(path) ?? ''
      const found = findObject(source, object)
      if (found === undefined || !properties(cut(source, found)).has(key)) continue
      draft.set(
        path,
        change(source, found, (text) => setProperty(text, key, str(to))),
      )
      return done(`changed the ${what} to “${to}”`)
    }
  }
  return failed(`I found no ${what} here`)
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
