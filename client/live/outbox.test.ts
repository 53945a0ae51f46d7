import { expect, test } from 'vitest'
import { Outbox } from './outbox.ts'

function setUp() {
  const calls: Array<{ id: string; options: string; text?: string; draft?: string }> = []
  const given: string[] = []
  let answer: () => Promise<{ gone: boolean }> = async () => ({ gone: false })
  const outbox = new Outbox<string>({
    send: (message) => {
      calls.push(message)
      return answer()
    },
    explain: (cause) => ({
      message: cause instanceof Error ? cause.message : 'failed',
      offline: cause instanceof Error && cause.message === 'no network',
    }),
    now: () => 0,
  })
  return {
    outbox,
    calls,
    given,
    say: (text: string) =>
      outbox.send({ text, options: 'after', shown: true, giveBack: (back) => given.push(back) }),
    share: (text: string) =>
      outbox.send({ text, options: 'after', shown: true, draft: `state of ${text}` }),
    answer: (by: typeof answer) => {
      answer = by
    },
    fail: () => {
      answer = () => Promise.reject(new Error('no network'))
    },
  }
}

test('a message is shown while it is sent and until the record has it', async () => {
  const { outbox, calls, say } = setUp()
  await say('hello')
  expect(outbox.state.get().sending).toMatchObject([{ text: 'hello' }])
  outbox.arrived(new Set(calls.map((call) => call.id)))
  expect(outbox.state.get().sending).toEqual([])
})

test('rule 1.4: a text that could not be sent is given back with the reason', async () => {
  const { outbox, given, say, fail } = setUp()
  fail()
  await say('hello')
  expect(given).toEqual(['hello'])
  expect(outbox.state.get()).toMatchObject({ sending: [], unsent: { message: 'no network' } })
})

test('rule 30.12: the notice goes when the server responds again, but not the one of a refusal', async () => {
  const { outbox, say, fail, answer } = setUp()
  fail()
  await say('hello')
  outbox.online()
  expect(outbox.state.get().unsent).toBe(null)
  answer(() => Promise.reject(new Error('too long')))
  await say('hello')
  outbox.online()
  expect(outbox.state.get().unsent).toMatchObject({ message: 'too long' })
})

test('rule 1.4: sent again unchanged it keeps its id, changed it gets a new one', async () => {
  const { calls, say, fail } = setUp()
  fail()
  await say('hello')
  await say('hello')
  await say('hello there')
  expect(calls[1]?.id).toBe(calls[0]?.id)
  expect(calls[2]?.id).not.toBe(calls[0]?.id)
})

test('a failed call whose message arrived anyway is no failure', async () => {
  const { outbox, calls, given, say, fail } = setUp()
  fail()
  const sent = say('hello')
  outbox.arrived(new Set(calls.map((call) => call.id)))
  await sent
  expect(given).toEqual([])
  expect(outbox.state.get()).toMatchObject({ sending: [], unsent: null })
})

test('rule 30.3: a shared draft goes as its state, once at a time', async () => {
  const { outbox, calls, share, answer } = setUp()
  const held = Promise.withResolvers<{ gone: boolean }>()
  answer(() => held.promise)
  const first = share('a shop')
  await share('a shop')
  expect(calls).toMatchObject([{ draft: 'state of a shop' }])
  expect(outbox.state.get().taking).toBe(true)
  held.resolve({ gone: false })
  await first
  expect(outbox.state.get().taking).toBe(false)
})

test('rule 30.3: a draft that somebody else has just sent is not sent again', async () => {
  const { outbox, share, answer } = setUp()
  answer(async () => ({ gone: true }))
  await share('a shop')
  expect(outbox.state.get()).toMatchObject({ sending: [], unsent: null, overtaken: true })
  outbox.forgetTrouble()
  expect(outbox.state.get().overtaken).toBe(false)
})
