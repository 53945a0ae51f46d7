import { inkOn, type Oklch, toHex, toOklch } from '../parse/colour.ts'
import type { Theme } from '../parse/theme.ts'

/** Applies a theme to a stylesheet as shadcn lays it out; tokens that it lacks are left alone. */
export function applyTheme(css: string, theme: Theme): string {
  let result = css
  if (theme.primary !== undefined) {
    for (const [name, value] of lightTokens(theme.primary))
      result = setToken(result, ':root', name, value)
    for (const [name, value] of darkTokens(theme.primary))
      result = setToken(result, '.dark', name, value)
  }
  if (theme.secondary !== undefined) {
    for (const selector of [':root', '.dark'])
      result = setToken(result, selector, '--chart-2', theme.secondary)
  }
  if (theme.background !== undefined) {
    for (const [name, value] of backgroundTokens(theme.background)) {
      result = setToken(setToken(result, ':root', name, value), '.dark', name, value)
    }
  }
  if (theme.radius !== undefined) {
    result = setToken(result, ':root', '--radius', theme.radius)
    const largest = theme.radius === '0rem' ? 'var(--radius)' : 'calc(var(--radius) + 4px)'
    result = setToken(result, '@theme inline', '--radius-xl', largest)
  }
  if (theme.font !== undefined)
    result = setToken(result, '@theme inline', '--font-sans', theme.font)
  return result
}

/** Sets a custom property in the first block with that selector; it must be there already. */
export function setToken(css: string, selector: string, name: string, value: string): string {
  const start = css.search(new RegExp(`(^|\\n)${selector.replace(/[.]/g, '\\.')}\\s*\\{`))
  if (start < 0) return css
  const end = css.indexOf('}', start)
  const block = css.slice(start, end)
  const line = new RegExp(`(\\n\\s*${name}:\\s*)[^;]*;`)
  return (
    css.slice(0, start) +
    block.replace(line, (_, before: string) => `${before}${value};`) +
    css.slice(end)
  )
}

type Tokens = [string, string][]

function lightTokens(primary: string): Tokens {
  const base = toOklch(primary)
  const tint = Math.min(base.c, 0.14)
  const { h } = base
  return [
    ['--background', css(0.988, tint * 0.04, h)],
    ['--foreground', css(0.2, tint * 0.16, h)],
    ['--card-foreground', css(0.2, tint * 0.16, h)],
    ['--popover-foreground', css(0.2, tint * 0.16, h)],
    ['--primary', primary],
    ['--primary-foreground', inkOn(primary)],
    ['--secondary', css(0.955, tint * 0.12, h)],
    ['--muted', css(0.96, tint * 0.09, h)],
    ['--muted-foreground', css(0.48, tint * 0.2, h)],
    ['--accent', css(0.94, tint * 0.2, h)],
    ['--border', css(0.905, tint * 0.13, h)],
    ['--input', css(0.875, tint * 0.15, h)],
    ['--ring', css(0.65, base.c * 0.7, h)],
    ...charts(base, false),
    ...sidebar(primary),
  ]
}

function darkTokens(primary: string): Tokens {
  const base = toOklch(primary)
  const lifted = base.l < 0.58 ? toHex({ ...base, l: 0.66, c: Math.min(base.c, 0.19) }) : primary
  const tint = Math.min(base.c, 0.14)
  const { h } = base
  return [
    ['--background', css(0.165, tint * 0.1, h)],
    ['--foreground', css(0.955, tint * 0.05, h)],
    ['--card', css(0.205, tint * 0.13, h)],
    ['--popover', css(0.225, tint * 0.14, h)],
    ['--primary', lifted],
    ['--primary-foreground', inkOn(lifted)],
    ['--secondary', css(0.27, tint * 0.18, h)],
    ['--muted', css(0.25, tint * 0.15, h)],
    ['--muted-foreground', css(0.72, tint * 0.16, h)],
    ['--accent', css(0.29, tint * 0.26, h)],
    ['--ring', css(0.55, base.c * 0.7, h)],
    ...charts(base, true),
    ...sidebar(lifted),
  ]
}

function charts(base: Oklch, dark: boolean): Tokens {
  const chroma = base.c < 0.02 ? 0.02 : Math.min(0.17, Math.max(0.1, base.c))
  const light = dark ? 0.7 : 0.64
  const turns = [0, 34, -36, 70, -78]
  return turns.map((turn, index) => [
    `--chart-${index + 1}`,
    css(light + (index % 2) * 0.09, chroma * (1 - index * 0.08), (base.h + turn + 360) % 360),
  ])
}

function sidebar(primary: string): Tokens {
  return [
    ['--sidebar-primary', primary],
    ['--sidebar-primary-foreground', inkOn(primary)],
  ]
}

/** A background of the person's choosing, in both schemes, with surfaces and text that suit it. */
function backgroundTokens(background: string): Tokens {
  const base = toOklch(background)
  const dark = inkOn(background) === '#ffffff'
  const shift = (by: number): string =>
    css(Math.min(1, Math.max(0, base.l + by)), base.c * 0.8, base.h)
  const ink = dark ? css(0.96, 0.01, base.h) : css(0.2, 0.02, base.h)
  const step = dark ? 0.05 : -0.04
  return [
    ['--background', background],
    ['--foreground', ink],
    ['--card', dark ? shift(0.04) : shift((1 - base.l) * 0.6)],
    ['--card-foreground', ink],
    ['--popover', dark ? shift(0.06) : shift((1 - base.l) * 0.7)],
    ['--popover-foreground', ink],
    ['--secondary', shift(step * 1.5)],
    ['--secondary-foreground', ink],
    ['--muted', shift(step)],
    ['--muted-foreground', dark ? css(0.78, 0.02, base.h) : css(0.42, 0.03, base.h)],
    ['--accent', shift(step * 2)],
    ['--accent-foreground', ink],
    ['--border', shift(step * 2.4)],
    ['--input', shift(step * 3)],
  ]
}

function css(l: number, c: number, h: number): string {
  return `oklch(${round(l, 3)} ${round(c, 3)} ${round(h, 1)})`
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
