import { expect, test } from 'vitest'
import { memoryStorage } from './memory-storage.ts'
import { PrivateDraft } from './private-draft.ts'

test('rule 30.6: a private draft survives a reload, and is deleted once it is sent and switched off', () => {
  const kept = memoryStorage()
  const draft = new PrivateDraft(kept, 'mine')
  expect(draft.on.get()).toBe(false)
  draft.switch(true)
  draft.text.insert(0, 'a secret wish')
  const again = new PrivateDraft(kept, 'mine')
  expect([again.on.get(), again.content.get()]).toEqual([true, 'a secret wish'])
  again.clear()
  again.switch(false)
  expect(kept.length).toBe(0)
})

test('rule 30.6: it works where the browser’s storage is blocked', () => {
  const draft = new PrivateDraft(null, 'mine')
  draft.switch(true)
  draft.putBack('a')
  draft.putBack('b')
  expect(draft.content.get()).toBe('b\n\na')
})

test('rule 30.6: two tabs share one private draft: neither overwrites the other’s text or sends it again', () => {
  const kept = memoryStorage()
  const [one, two] = [new PrivateDraft(kept, 'mine'), new PrivateDraft(kept, 'mine')]
  one.switch(true)
  one.text.insert(0, 'a long thought')
  two.switch(true)
  two.switch(false)
  expect(new PrivateDraft(kept, 'mine').content.get()).toBe('a long thought')
  two.heard('mine', 'a long thought')
  expect(two.content.get()).toBe('a long thought')
  expect(two.on.get(), 'each tab decides which draft it shows').toBe(false)
  one.clear()
  two.heard('mine', null)
  two.heard('another', 'something else')
  expect(two.content.get()).toBe('')
  two.switch(true)
  expect([kept.length, kept.getItem('mine/on')]).toEqual([1, 'on'])
})
