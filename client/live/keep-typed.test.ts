import { expect, test } from 'vitest'
import type { DraftState } from './draft-link.ts'
import { keepTyped } from './keep-typed.ts'
import { PrivateDraft } from './private-draft.ts'
import { createStore } from './store.ts'

function storage() {
  const map = new Map<string, string>()
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  }
}

function draft(state: DraftState, text: string) {
  return { state: createStore<DraftState>(state), content: createStore(text) }
}

test.each(['connecting', 'tooLong', 'refused'] as const)(
  'rule 34.3: what was typed into a draft that is %s is there after a reload',
  (state) => {
    const keep = storage()
    keepTyped(draft(state, 'a header'), new PrivateDraft(keep, 'draft'))
    const after = new PrivateDraft(keep, 'draft')
    expect(after.content.get()).toBe('a header')
    expect(after.on.get()).toBe(true)
  },
)

test('rule 34.3: a draft that the server has stays the shared one, and an empty one is nothing to keep', () => {
  const keep = storage()
  keepTyped(draft('shared', 'a header'), new PrivateDraft(keep, 'draft'))
  keepTyped(draft('connecting', ' '), new PrivateDraft(keep, 'draft'))
  const after = new PrivateDraft(keep, 'draft')
  expect(after.content.get()).toBe('')
  expect(after.on.get()).toBe(false)
})
