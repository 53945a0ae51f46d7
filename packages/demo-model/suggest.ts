import type { Kind } from './parse/kind.ts'
import type { Spec } from './parse/spec.ts'

const byKind: Partial<Record<Kind, string[]>> = {
  todo: ['“add a due date field”', '“add an item called Buy stamps”'],
  kanban: ['“add a column called Review”', '“add a field called estimate”'],
  landing: ['“add a testimonials section”', '“move the pricing above the features”'],
  pricing: ['“add a plan called Studio for $59”', '“add an FAQ section”'],
  dashboard: ['“use a sidebar”', '“remove the table section”'],
  shop: ['“add a product called Gift card for $25”', '“show 4 columns”'],
  collection: ['“add a field called weight”', '“show it as a table”'],
  blog: ['“add an about page”', '“use a serif font”'],
}

/** Three things to ask for next. */
export function suggestions(spec: Spec): string[] {
  const own = byKind[spec.kind] ?? ['“add an about page”', '“use a serif font”']
  const look = spec.features.has('themeSwitch')
    ? '“make it teal with rounded corners”'
    : '“add a dark-mode switch”'
  return [...own.slice(0, 2), look]
}
