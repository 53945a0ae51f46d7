import { setDefaultScheme } from '../generate/html.ts'
import { literal, str } from '../generate/code.ts'
import {
  themeSwitchCode,
  themeSwitchImport,
  themeSwitchPath,
  themeSwitchTag,
} from '../generate/shell.ts'
import { applyTheme } from '../generate/theme-css.ts'
import type { Theme } from '../parse/theme.ts'
import { enumerate } from '../parse/words.ts'
import type { Draft } from './draft.ts'
import { addImport, removeImport } from './imports.ts'
import { done, failed, type Outcome } from './outcome.ts'
import { change, cut, findObject, setProperty, stringProperty } from './surgery.ts'

const cssFile = 'src/index.css'
const htmlFile = 'index.html'
const config = 'src/config.ts'
const layoutFile = 'src/components/layout.tsx'

/** Colours, corners and type, by the tokens of the stylesheet. */
export function changeTheme(draft: Draft, theme: Theme): Outcome {
  const css = draft.get(cssFile)
  if (css === undefined) return failed(`I could not read ${cssFile}`)
  const after = applyTheme(css, theme)
  draft.set(cssFile, after)
  const what = [
    theme.primaryWord === undefined ? '' : `made ${theme.primaryWord} the main colour`,
    theme.backgroundWord === undefined ? '' : `made the background ${theme.backgroundWord}`,
    theme.radius === undefined
      ? ''
      : theme.radius === '0rem'
        ? 'made the corners sharp'
        : 'rounded the corners',
    theme.fontWord === undefined ? '' : `set the type in ${theme.fontWord}`,
  ].filter((text) => text !== '')
  if (theme.mode !== undefined) {
    const scheme = setScheme(draft, theme.mode)
    if (scheme.ok) what.push(scheme.done)
  }
  return after === css && what.length === 0
    ? failed('the stylesheet has no tokens for that')
    : done(enumerate(what))
}

/** Dark or light for those who never chose. */
export function setScheme(draft: Draft, mode: 'light' | 'dark'): Outcome {
  const html = draft.get(htmlFile)
  if (html === undefined) return failed(`I could not read ${htmlFile}`)
  draft.set(htmlFile, setDefaultScheme(html, mode))
  return done(`made ${mode} the default`)
}

/** The switch between dark and light in the header. */
export function setThemeSwitch(draft: Draft, on: boolean): Outcome {
  const layout = draft.get(layoutFile)
  if (layout === undefined) return failed('there is no header to put a dark-mode switch into')
  const there = layout.includes(themeSwitchTag)
  if (there === on)
    return done(
      on ? 'left the dark-mode switch where it is' : 'found no dark-mode switch to remove',
    )
  if (!on) {
    const without = layout.replace(
      new RegExp(`\\n[ \\t]*${themeSwitchTag.replace(/[/<>]/g, '\\$&')}`),
      '',
    )
    draft.set(layoutFile, removeImport(without, 'ThemeSwitch'))
    return done('took the dark-mode switch away')
  }
  const slot =
    /(<div className=\{cn\('ml-auto[^\n]*\n)/.exec(layout) ?? /(<header\b[^>]*>\s*\n)/.exec(layout)
  if (slot === null) return failed('I found no place for a dark-mode switch in the header')
  const at = slot.index + slot[0].length
  const lineStart = layout.lastIndexOf('\n', slot.index) + 1
  const indent = `${/^[ \t]*/.exec(layout.slice(lineStart))?.[0] ?? ''}  `
  const withTag = `${layout.slice(0, at)}${indent}${themeSwitchTag}\n${layout.slice(at)}`
  draft.set(layoutFile, addImport(withTag, themeSwitchImport))
  draft.add(themeSwitchPath, themeSwitchCode)
  return done('put a dark-mode switch into the header')
}

/** Grid, list, table or board as the first view of a collection. */
export function setView(draft: Draft, view: string): Outcome {
  return setDisplay(
    draft,
    'view',
    str(view),
    `made it a ${view}`,
    `this app has no ${view} view to choose`,
  )
}

/** How many stand side by side on a wide screen. */
export function setGridColumns(draft: Draft, count: number): Outcome {
  const columns = Math.min(8, Math.max(1, count))
  return setDisplay(
    draft,
    'columns',
    String(columns),
    `set ${columns} columns`,
    'this app has no grid with a number of columns',
  )
}

function setDisplay(draft: Draft, key: string, value: string, did: string, why: string): Outcome {
  for (const path of draft.known(/^src\/data\/.+\.ts$/)) {
    const source = draft.get(path) ?? ''
    const display = findObject(source, 'display')
    if (display === undefined || !new RegExp(`\\b${key}:`).test(cut(source, display))) continue
    draft.set(
      path,
      change(source, display, (object) => setProperty(object, key, value)),
    )
    return done(did)
  }
  return failed(why)
}

/** The width of the content: a factor on what it is, or all there is. */
export function setWidth(draft: Draft, width: 'wider' | 'narrower' | 'full'): Outcome {
  return setLayout(
    draft,
    'width',
    (old) => {
      if (width === 'full') return '100%'
      const rem = Number.parseFloat(old)
      const known = old.endsWith('rem') && !Number.isNaN(rem) ? rem : 80
      return `${Math.round(Math.min(120, Math.max(24, known * (width === 'wider' ? 1.25 : 0.8))))}rem`
    },
    width === 'full' ? 'let it use the full width' : `made it ${width}`,
  )
}

/** Navigation at the side or at the top. */
export function setNavigation(draft: Draft, navigation: 'side' | 'top'): Outcome {
  return setLayout(
    draft,
    'navigation',
    () => navigation,
    navigation === 'side'
      ? 'moved the navigation into a sidebar'
      : 'moved the navigation to the top',
  )
}

function setLayout(draft: Draft, key: string, next: (old: string) => string, did: string): Outcome {
  const source = draft.get(config)
  const layout = source === undefined ? undefined : findObject(source, 'layout')
  if (source === undefined || layout === undefined)
    return failed(`I found no layout settings in ${config}`)
  const old = stringProperty(cut(source, layout), key) ?? ''
  draft.set(
    config,
    change(source, layout, (object) => setProperty(object, key, literal(next(old)))),
  )
  return done(did)
}
