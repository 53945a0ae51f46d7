import { expect, test } from 'vitest'
import { PrivateDraft } from './private-draft.ts'

function storage() {
  const items = new Map<string, string>()
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  }
}

test('rule 30.6: a private draft survives a reload, and is gone once it is sent and switched off', () => {
  const keep = storage()
  const draft = new PrivateDraft(keep, 'mine')
  expect(draft.on.get()).toBe(false)
  draft.switch(true)
  draft.text.insert(0, 'a secret wish')
  const again = new PrivateDraft(keep, 'mine')
  expect([again.on.get(), again.content.get()]).toEqual([true, 'a secret wish'])
  again.clear()
  again.switch(false)
  expect(keep.items.size).toBe(0)
})

test('rule 30.6: it works where the browser keeps nothing', () => {
  const draft = new PrivateDraft(null, 'mine')
  draft.switch(true)
  draft.putBack('a')
  draft.putBack('b')
  expect(draft.content.get()).toBe('b\n\na')
})

test('rule 30.6: two tabs have one private draft: neither loses what the other wrote, nor sends it again', () => {
  const keep = storage()
  const [one, two] = [new PrivateDraft(keep, 'mine'), new PrivateDraft(keep, 'mine')]
  one.switch(true)
  one.text.insert(0, 'a long thought')
  // before it has heard of that
  two.switch(true)
  two.switch(false)
  expect(new PrivateDraft(keep, 'mine').content.get()).toBe('a long thought')
  two.heard('mine', 'a long thought')
  expect(two.content.get()).toBe('a long thought')
  expect(two.on.get(), 'which draft a tab shows is its own affair').toBe(false)
  one.clear()
  two.heard('mine', null)
  two.heard('another', 'something else')
  expect(two.content.get()).toBe('')
  two.switch(true)
  expect([...keep.items]).toEqual([['mine/on', 'on']])
})
