import type { Kind } from './parse/kind.ts'
import type { Spec } from './parse/spec.ts'
import { enumerate, withArticle } from './parse/words.ts'

const whatByKind: Record<Kind, string> = {
  todo: 'a to-do list',
  landing: 'a landing page',
  dashboard: 'a dashboard with charts',
  pricing: 'a pricing page',
  kanban: 'a kanban board',
  signin: 'a sign-in form',
  chat: 'a chat',
  blog: 'a blog',
  portfolio: 'a portfolio',
  gallery: 'a gallery',
  calculator: 'a calculator',
  timer: 'a timer',
  quiz: 'a quiz',
  shop: 'a shop',
  settings: 'a settings page',
  calendar: 'a calendar',
  notes: 'a notes app',
  habits: 'a habit tracker',
  poll: 'a poll',
  form: 'a form',
  collection: 'a searchable collection',
}

/** The app in half a sentence. */
export function describe(spec: Spec): string {
  const what =
    spec.kind === 'collection'
      ? `${withArticle('searchable collection')} of ${spec.entity.many}`
      : whatByKind[spec.kind]
  const about = spec.topic !== '' && spec.kind !== 'collection' ? ` about ${spec.topic}` : ''
  const labels = spec.fields.map((field) => field.label.toLowerCase())
  const extra = [
    ...labels,
    ...(spec.features.has('priority') ? ['priorities'] : []),
    ...(spec.features.has('due') ? ['due dates'] : []),
    ...(spec.features.has('favourite') ? ['favourites'] : []),
    ...(spec.features.has('themeSwitch') ? ['a dark-mode switch'] : []),
  ]
  const columns = spec.columns.length > 0 ? ` (${enumerate(spec.columns)})` : ''
  return `${what}${about}${columns}${extra.length > 0 ? ` with ${enumerate([...new Set(extra)])}` : ''}`
}
