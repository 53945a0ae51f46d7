import { expect, it, vi } from 'vitest'

vi.mock('../../api.ts', () => ({ queryClient: {}, trpc: {} }))
const { safeNext } = await import('./use-after-sign-in.ts')

it('keeps paths of this app', () => {
  expect(safeNext('/s/1?pane=code')).toBe('/s/1?pane=code')
})

it.each([
  null,
  '',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
])('rejects anything else: %s', (next) => {
  expect(safeNext(next)).toBeNull()
})
