import type { Spec } from '../parse/spec.ts'
import type { Theme } from '../parse/theme.ts'
import { hash } from '../parse/words.ts'

const palette = [
  '#4f46e5',
  '#0f766e',
  '#c2410c',
  '#7c3aed',
  '#0369a1',
  '#be185d',
  '#15803d',
  '#b45309',
] as const

/** The theme that the prompt asks for; where it names no colour, one that stays with the name. */
export function defaultTheme(spec: Spec): Theme {
  const own = palette[hash(spec.name) % palette.length] ?? palette[0]
  return { ...spec.theme, primary: spec.theme.primary ?? own }
}
