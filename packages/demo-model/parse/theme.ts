import { findColours } from './colour.ts'
import { unquote } from './words.ts'

/** What a text says about looks; only what it says is there. */
export interface Theme {
  /** Hex of the main colour. */
  primary?: string
  /** Hex of a second colour, for accents. */
  secondary?: string
  /** What the person called the colour. */
  primaryWord?: string
  /** Hex of the page's background. */
  background?: string
  backgroundWord?: string
  mode?: 'light' | 'dark'
  /** CSS length for --radius. */
  radius?: string
  /** CSS font-family list. */
  font?: string
  fontWord?: string
}

const fonts: readonly (readonly [RegExp, string, string])[] = [
  [
    /\b(?:mono|monospaced?|typewriter|code) ?(?:font|type|typeface|text)?\b/i,
    'monospace',
    'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  ],
  [
    /\bsans[- ]?serif\b/i,
    'sans-serif',
    'ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  ],
  [/\bserif\b/i, 'serif', 'ui-serif, Charter, Georgia, Cambria, "DejaVu Serif", serif'],
  [
    /\b(?:handwritten|handwriting|cursive|script) ?(?:font|type|typeface)?\b/i,
    'handwritten',
    '"Segoe Print", "Bradley Hand", "Comic Neue", cursive',
  ],
  [
    /\b(?:rounded|friendly|playful) (?:font|type|typeface)\b/i,
    'rounded',
    'ui-rounded, "SF Pro Rounded", Nunito, Quicksand, system-ui, sans-serif',
  ],
  [
    /\b(?:system|default) (?:font|typeface)\b/i,
    'system',
    'system-ui, "Segoe UI", Roboto, sans-serif',
  ],
]

const genericTail = ', ui-sans-serif, system-ui, sans-serif'

/**
 * Reads colours, scheme, corners and type out of a text. Words that are also things (tomato, snow)
 * count as colours only where a colour is meant; `free` says that they always do.
 */
export function parseTheme(text: string, free = false): Theme {
  return {
    ...parseColours(text, free),
    ...parseMode(text),
    ...parseRadius(text),
    ...parseFont(text),
  }
}

/** What people mean by moods. */
const moods: Record<string, string> = {
  warm: '#c2410c',
  cool: '#0369a1',
  earthy: '#8a5a44',
  earth: '#8a5a44',
  autumn: '#b45309',
  pastel: '#a78bfa',
  vibrant: '#db2777',
  calm: '#0f766e',
}

const sure =
  /^(?:#.*|(?:(?:dark|deep|light|pale|soft|pastel|bright|neon) )?(?:red|green|blue|yellow|cyan|magenta|purple|violet|pink|orange|teal|turquoise|indigo|navy|maroon|crimson|lavender|fuchsia|emerald|rebeccapurple|[a-z]+(?:green|blue|red|pink|violet|orchid|turquoise|cyan|salmon|goldenrod))|(?:dark|light|medium|deep|pale)[a-z]+)$/i

function parseColours(text: string, free: boolean): Theme {
  const theme: Theme = {}
  const plainText = text.replace(/\b(?:dark|light) (?:mode|theme|scheme)\b/gi, ' ')
  for (const { hex, word } of findColours(plainText)) {
    const second =
      theme.primary !== undefined &&
      new RegExp(
        `\\b(?:with|and|&)\\s+${word.replace(/[^a-z #0-9-]/gi, '')}\\s*(?:[.,;]|$|accents?|details)`,
        'i',
      ).test(plainText)
    if (!free && !second && !meant(plainText, word)) continue
    const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    const asBackground = new RegExp(
      `background(?: colou?r)?(?: (?:to|is|be|should be|=)| ?:)?\\s+(?:an? )?${escaped}|${escaped} background`,
      'i',
    )
    if (asBackground.test(plainText)) {
      theme.background ??= hex
      theme.backgroundWord ??= word
    } else if (theme.primary === undefined) {
      if (/^(black|white)$/i.test(word) && /\b(?:and|on|&)\b/.test(plainText) && !free) continue
      theme.primary = hex
      theme.primaryWord = word
    } else if (hex !== theme.primary) {
      theme.secondary ??= hex
    }
  }
  if (
    theme.primary === undefined &&
    /\b(?:black[- ]and[- ]white|monochrome|gr[ae]yscale)\b/i.test(plainText)
  ) {
    theme.primary = '#18181b'
    theme.primaryWord = 'black and white'
  }
  const mood =
    /\b([a-z]+) (?:colou?rs?|tones|palette|hues)\b/i.exec(plainText)?.[1]?.toLowerCase() ?? ''
  const meantByMood = moods[mood]
  if (theme.primary === undefined && meantByMood !== undefined) {
    theme.primary = meantByMood
    theme.primaryWord = `${mood} colours`
  }
  return theme
}

function meant(text: string, word: string): boolean {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const before = `(?:\\bin|\\bcolou?red|\\bcolou?rs?(?: (?:is|are|of|to|should be))?:?|\\btheme(?: colou?r)?:?|\\baccents?:?|\\busing|\\bpalette:?|\\bmake it|\\bmakes? everything)\\s+(?:an? )?`
  const after = `\\s+(?:colou?rs?|theme|themed|accents?|palette|scheme|buttons?|background|style|tones?|look|and (?:white|black|grey|gray|cream)\\b|details?|highlights?)`
  if (new RegExp(`${escaped}${after}`, 'i').test(text)) return true
  if (new RegExp(`${before}${escaped}(?![\\w-])(?!\\s+\\w+s\\b(?<!colou?rs))`, 'i').test(text))
    return true
  return sure.test(word)
}

/** `a dark dashboard`, but not `a dark red dashboard`. */
const darkThing =
  /\bdark (?:[\w-]+ )?(?:dashboard|page|app|site|website|board|blog|portfolio|gallery|shop|store|list|tracker|calculator|timer|quiz|chat|form|catalog(?:ue)?|collection|library)\b/i

function parseMode(text: string): Theme {
  const thing = darkThing.exec(text)?.[0]
  if (thing !== undefined && findColours(thing).length === 0) return { mode: 'dark' }
  if (
    /\b(?:dark|night)(?:er)?[- ]?(?:mode|theme|themed|colou?rs|scheme|look|background|by default|ui|design|style|palette)\b|\b(?:in|make it|go|it) dark\b(?! [a-z]*(?:red|green|blue|orange|pink|violet|grey|gray))|\bdark and\b/i.test(
      text,
    )
  ) {
    if (/\b(?:switch|toggle|button|option)\b/i.test(text) && !/\bby default\b/i.test(text))
      return {}
    return { mode: 'dark' }
  }
  if (
    /\b(?:light|bright)(?:er)?[- ](?:mode|theme|themed|scheme|by default|ui|look)\b|\b(?:make it|go) light\b(?! [a-z])/i.test(
      text,
    )
  ) {
    return { mode: 'light' }
  }
  return {}
}

function parseRadius(text: string): Theme {
  const pixels = /\b(?:radius|corners?)\D{0,20}?(\d{1,2})\s?px/i.exec(text)?.[1]
  if (pixels !== undefined) return { radius: `${Number(pixels) / 16}rem` }
  if (
    /\b(?:sharp|square|squared|hard|straight|no rounded|not rounded|unrounded)\b[^.]{0,16}\b(?:corners?|edges?|buttons|cards|borders?)\b|\bno (?:border )?radius\b/i.test(
      text,
    )
  ) {
    return { radius: '0rem' }
  }
  if (
    /\b(?:very|extra|super|fully|more)[- ]?round(?:ed|er)?\b|\bpill[- ]?shaped\b|\brounder corners\b/i.test(
      text,
    )
  ) {
    return { radius: '1.5rem' }
  }
  if (/\b(?:slightly|a bit|less|little)[- ]?round(?:ed|er)?\b/i.test(text))
    return { radius: '0.375rem' }
  if (
    /\bround(?:ed|er)?\b[^.]{0,16}\b(?:corners?|edges?|buttons|cards|borders?)\b|\bcorners? round(?:ed|er)?\b/i.test(
      text,
    )
  ) {
    return { radius: '1.125rem' }
  }
  return {}
}

function parseFont(text: string): Theme {
  const named =
    /\bfont(?: to| called| named|:)?\s+(["“'‘][^"”'’]+["”'’]|[A-Z][\w-]*(?: [A-Z][\w-]*)*)/.exec(
      text,
    )?.[1] ?? /\b((?:[A-Z][\w-]*)(?: [A-Z][\w-]*)*) (?:font|typeface)\b/.exec(text)?.[1]
  if (
    named !== undefined &&
    !/^(?:A|The|Use|Make|Change|Set|Switch|Add|Serif|Sans|Mono|Monospace)\b/.test(named)
  ) {
    const family = unquote(named).replace(/["\\;{}]/g, '')
    return { font: `"${family}"${genericTail}`, fontWord: family }
  }
  for (const [pattern, fontWord, font] of fonts) {
    if (!pattern.test(text)) continue
    if (
      /^\w/.test(fontWord) &&
      fontWord === 'monospace' &&
      !/mono|typewriter|code font/i.test(text)
    )
      continue
    return { font, fontWord }
  }
  return {}
}
