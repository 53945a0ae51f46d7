import { expect, test } from 'vitest'
import { pageAt } from './page-at.ts'

const base = 'http://5173-abc.localhost:4000/?key=secret'

test('rule 11: no route leads to another host or breaks the screen', () => {
  // Once `//` crashed the session screen, and `//evil.example` received the preview's key.
  expect(pageAt(base, '/a/b?c=1#d')).toBe('http://5173-abc.localhost:4000/a/b?c=1&key=secret#d')
  for (const route of ['//', '///', '//[', '/\\', '//evil.example/x', '/\\evil.example', ':80', ''])
    expect(new URL(pageAt(base, route)).host, route).toBe('5173-abc.localhost:4000')
})
