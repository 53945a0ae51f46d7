import { cssColours } from './css-colours.ts'

/** A colour by lightness (0–1), chroma (0–0.4) and hue (degrees), as CSS oklch() takes it. */
export interface Oklch {
  l: number
  c: number
  h: number
}

/** A colour that a person named, as hex with what they called it. */
export interface NamedColour {
  hex: string
  word: string
}

/** The raw primaries of CSS look harsh on a screen; these are what people mean by the words. */
const kinder: Record<string, string> = {
  red: '#dc2626',
  green: '#16a34a',
  blue: '#2563eb',
  yellow: '#eab308',
  lime: '#65a30d',
  cyan: '#0891b2',
  aqua: '#0891b2',
  magenta: '#c026d3',
  fuchsia: '#c026d3',
  purple: '#7c3aed',
  violet: '#7c3aed',
  pink: '#db2777',
  orange: '#ea580c',
  amber: '#d97706',
  emerald: '#059669',
  rose: '#e11d48',
  sky: '#0284c7',
  mint: '#10b981',
  sand: '#c2a878',
  forest: '#166534',
  ocean: '#0369a1',
  burgundy: '#800020',
  mustard: '#d4a017',
  terracotta: '#c8553d',
  lilac: '#a78bfa',
  peach: '#f4a26b',
  copper: '#b5651d',
  charcoal: '#36454f',
  cherry: '#be123c',
  lemon: '#e3c512',
  berry: '#9d174d',
  sage: '#7d9b76',
}

const shades: Record<string, (colour: Oklch) => Oklch> = {
  dark: (colour) => ({ ...colour, l: colour.l * 0.7 }),
  deep: (colour) => ({ ...colour, l: colour.l * 0.75 }),
  light: (colour) => ({ ...colour, l: colour.l + (1 - colour.l) * 0.45 }),
  pale: (colour) => ({ ...colour, l: colour.l + (1 - colour.l) * 0.6, c: colour.c * 0.6 }),
  soft: (colour) => ({ ...colour, l: colour.l + (1 - colour.l) * 0.3, c: colour.c * 0.7 }),
  pastel: (colour) => ({ ...colour, l: 0.84, c: Math.min(colour.c, 0.09) }),
  bright: (colour) => ({ ...colour, l: Math.max(colour.l, 0.66), c: colour.c * 1.2 }),
  neon: (colour) => ({ ...colour, l: Math.max(colour.l, 0.75), c: Math.max(colour.c, 0.24) }),
}

/** Finds the colours that a text names, in its order: hex, CSS names, everyday names. */
export function findColours(text: string): NamedColour[] {
  const found: NamedColour[] = []
  const pattern =
    /#(?:[0-9a-f]{6}|[0-9a-f]{3})\b|(?<![\p{L}-])(?:(dark|deep|light|pale|soft|pastel|bright|neon)[\s-]+)?([a-z]{3,}(?: [a-z]+){0,2})(?![\p{L}])/giu
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const whole = match[0]
    if (whole.startsWith('#')) {
      found.push({ hex: fullHex(whole), word: whole })
      continue
    }
    const words = whole.split(/[\s-]+/)
    const colour = colourOf(words)
    if (colour !== undefined) found.push(colour.colour)
    const used = words.slice(0, colour?.words ?? 1).join(' ').length
    pattern.lastIndex = match.index + Math.max(1, used)
  }
  return found
}

function colourOf(words: string[]): { colour: NamedColour; words: number } | undefined {
  for (let count = Math.min(3, words.length); count >= 1; count -= 1) {
    const joined = words.slice(0, count).join('').toLowerCase()
    const hex = kinder[joined] ?? cssColours[joined]
    if (hex !== undefined) {
      return { colour: { hex, word: words.slice(0, count).join(' ') }, words: count }
    }
  }
  const shade = shades[words[0]?.toLowerCase() ?? '']
  const base = words[1]?.toLowerCase() ?? ''
  const hex = kinder[base] ?? cssColours[base]
  if (shade === undefined || hex === undefined) return undefined
  const colour = { hex: toHex(shade(toOklch(hex))), word: words.slice(0, 2).join(' ') }
  return { colour, words: 2 }
}

function fullHex(hex: string): string {
  if (hex.length === 7) return hex.toLowerCase()
  return `#${[...hex.slice(1)].map((digit) => digit + digit).join('')}`.toLowerCase()
}

/** sRGB to OKLCH; the matrices are Björn Ottosson's (https://bottosson.github.io/posts/oklab). */
export function toOklch(hex: string): Oklch {
  const [r, g, b] = [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255))
  if (r === undefined || g === undefined || b === undefined) return { l: 0.5, c: 0, h: 0 }
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const medium = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  const l = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short
  const a = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short
  const blue = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short
  const h = (Math.atan2(blue, a) * 180) / Math.PI
  return { l, c: Math.hypot(a, blue), h: h < 0 ? h + 360 : h }
}

/** OKLCH to the nearest sRGB hex, clamped channel by channel. */
export function toHex({ l, c, h }: Oklch): string {
  const a = c * Math.cos((h * Math.PI) / 180)
  const b = c * Math.sin((h * Math.PI) / 180)
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3
  const channels = [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ]
  const digits = channels.map((value) =>
    Math.round(gamma(Math.min(1, Math.max(0, value))) * 255)
      .toString(16)
      .padStart(2, '0'),
  )
  return `#${digits.join('')}`
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

function gamma(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055
}

/** WCAG's relative luminance, 0 to 1. */
export function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255),
  )
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Black or white ink, whichever reads better on the colour. */
export function inkOn(hex: string): string {
  const light = luminance(hex)
  return 1.05 / (light + 0.05) >= (light + 0.05) / 0.053 ? '#ffffff' : '#111111'
}
