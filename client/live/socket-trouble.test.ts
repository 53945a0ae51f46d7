import { expect, test } from 'vitest'
import { connectionWords } from '../words/session.ts'
import { SocketTrouble } from './socket-trouble.ts'
import { createStore } from './store.ts'

/** `answers`: what each ask gets, in order; an error is thrown. */
function setUp(...answers: Array<string | null | Error>) {
  const words = createStore<string | null>(null)
  let asked = 0
  const trouble = new SocketTrouble({
    ask: async () => {
      const answer = answers[asked++] ?? null
      if (answer instanceof Error) throw answer
      return answer
    },
    explain: (cause) => (cause instanceof RangeError ? cause.message : null),
    words,
  })
  const fail = async (opened = false) => {
    trouble.failed(opened)
    await new Promise(setImmediate)
    return words.get()
  }
  return { trouble, fail, words }
}

test('rule 41.8: what the server refuses a socket with is told at the first failure, until sockets work again', async () => {
  const { trouble, fail, words } = setUp('You have 2 connections open.')
  expect(await fail()).toBe('You have 2 connections open.')
  trouble.isOver()
  expect(words.get()).toBeNull()
})

test('rule 41.8: sockets that never open while HTTP answers are blocked by something on the way', async () => {
  const { fail } = setUp()
  expect(await fail()).toBeNull()
  expect(await fail()).toBeNull()
  expect(await fail()).toBe(connectionWords.blocked)
})

test('rule 41.8: a server that is down for a while, or ends open sockets, is not a proxy', async () => {
  const down = new TypeError('Failed to fetch')
  const { fail } = setUp(null, null, down, null, null)
  for (let time = 0; time < 5; time++) expect(await fail()).toBeNull()
  const ending = setUp()
  for (let time = 0; time < 5; time++) expect(await ending.fail(true)).toBeNull()
})

test('rule 41.8: an answer of a proxy is told', async () => {
  const { fail } = setUp(new RangeError('A proxy answered (503).'))
  expect(await fail()).toBe('A proxy answered (503).')
})

test('rule 41.8: an answer that comes once sockets work again is not shown', async () => {
  const { trouble, words } = setUp('You have 2 connections open.')
  trouble.failed(false)
  trouble.isOver()
  await new Promise(setImmediate)
  expect(words.get()).toBeNull()
})
