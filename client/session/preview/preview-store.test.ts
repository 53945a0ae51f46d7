import { expect, test } from 'vitest'
import { BRIDGE_SOURCE, BRIDGE_VERSION, BridgeToApp } from '../../../shared/bridge.ts'
import { freshPage, pageAfter } from './preview-store.ts'

const said = (message: object) =>
  BridgeToApp.parse({ source: BRIDGE_SOURCE, version: BRIDGE_VERSION, ...message })

const failure = (message: string, change: object = {}) =>
  said({ type: 'error', kind: 'exception', message, route: '/', blank: false, ...change })

test('the first error stays until the page is put right', () => {
  const broken = pageAfter(freshPage, failure('x is not defined', { file: 'src/app.tsx', line: 4 }))
  expect(broken.error).toEqual({
    message: 'x is not defined',
    blank: false,
    place: 'src/app.tsx:4',
  })
  expect(pageAfter(broken, failure('later')).error?.message).toBe('x is not defined')
  expect(pageAfter(broken, failure('all gone', { blank: true })).error?.message).toBe('all gone')
  expect(pageAfter(broken, said({ type: 'hmr', files: ['src/app.tsx'] })).error).toBeNull()
  expect(pageAfter(broken, said({ type: 'ready', route: '/a', ms: 3 })).error).toBeNull()
})

test('what the page only logs is no banner', () => {
  expect(pageAfter(freshPage, failure('logged', { kind: 'console' })).error).toBeNull()
})
