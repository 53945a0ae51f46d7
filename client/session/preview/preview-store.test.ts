import { expect, test } from 'vitest'
import { bridgeSource, bridgeVersion, BridgeToApp } from '../../../shared/protocol/bridge.ts'
import { freshPage, pageAfter } from './preview-store.ts'

function received(fields: object) {
  return BridgeToApp.parse({ source: bridgeSource, version: bridgeVersion, ...fields })
}

function failure(message: string, change: object = {}) {
  return received({
    type: 'error',
    kind: 'exception',
    message,
    route: '/',
    blank: false,
    ...change,
  })
}

function after(messages: Array<[at: number, message: BridgeToApp]>) {
  return messages.reduce((page, [at, message]) => pageAfter(page, message, at), freshPage)
}

test('the first of several errors is shown, unless a later one blanks the page', () => {
  const first = failure('x is not defined', { file: 'src/app.tsx', line: 4 })
  const broken = after([
    [0, first],
    [200, failure('a consequence')],
  ])
  expect(broken.error).toEqual({
    message: 'x is not defined',
    blank: false,
    at: 0,
    place: 'src/app.tsx:4',
  })
  expect(pageAfter(broken, failure('all gone', { blank: true }), 300).error?.message).toBe(
    'all gone',
  )
  expect(pageAfter(broken, failure('another click'), 5_000).error?.message).toBe('another click')
})

test('an error disappears when the page is fixed', () => {
  const broken = after([[0, failure('x is not defined')]])
  const hmr = received({ type: 'hmr', files: ['src/app.tsx'] })
  expect(pageAfter(broken, hmr, 900).error).toBeNull()
  expect(pageAfter(broken, received({ type: 'ready', route: '/', ms: 300 }), 900).error).toBeNull()
})

test('an error stays if the page paints after it', () => {
  const page = after([
    [100, failure('a rejected promise', { kind: 'rejection' })],
    [300, received({ type: 'ready', route: '/a', ms: 250 })],
  ])
  expect(page).toMatchObject({ ready: true, route: '/a', error: { message: 'a rejected promise' } })
})

test('a logged error shows no banner', () => {
  expect(after([[0, failure('logged', { kind: 'console' })]]).error).toBeNull()
})
