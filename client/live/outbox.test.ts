import { expect, test } from 'vitest'
import { Outbox } from './outbox.ts'

const setUp = () => {
  const calls: Array<{ id: string; text: string }> = []
  const given: string[] = []
  let fails = false
  const outbox = new Outbox({
    send: (message) => {
      calls.push(message)
      return fails ? Promise.reject(new Error('no network')) : Promise.resolve()
    },
    giveBack: (text) => given.push(text),
    explain: (cause) => (cause instanceof Error ? cause.message : 'failed'),
    now: () => 0,
  })
  return { outbox, calls, given, fail: (value: boolean) => (fails = value) }
}

test('a message is shown while it is under way and until the record has it', async () => {
  const { outbox, calls } = setUp()
  await outbox.send('hello')
  expect(outbox.state.get().sending).toMatchObject([{ text: 'hello' }])
  outbox.arrived(new Set(calls.map((call) => call.id)))
  expect(outbox.state.get().sending).toEqual([])
})

test('what could not be sent is given back with the reason', async () => {
  const { outbox, given, fail } = setUp()
  fail(true)
  await outbox.send('hello')
  expect(given).toEqual(['hello'])
  expect(outbox.state.get()).toMatchObject({ sending: [], unsent: { message: 'no network' } })
})

test('rule 1: sent again unchanged it keeps its id, changed it gets a new one', async () => {
  const { outbox, calls, fail } = setUp()
  fail(true)
  await outbox.send('hello')
  await outbox.send('hello')
  await outbox.send('hello there')
  expect(calls[1]?.id).toBe(calls[0]?.id)
  expect(calls[2]?.id).not.toBe(calls[0]?.id)
})

test('a failed call whose message arrived after all is no failure', async () => {
  const { outbox, calls, given, fail } = setUp()
  fail(true)
  const sent = outbox.send('hello')
  outbox.arrived(new Set(calls.map((call) => call.id)))
  await sent
  expect(given).toEqual([])
  expect(outbox.state.get()).toEqual({ sending: [], unsent: null })
})
