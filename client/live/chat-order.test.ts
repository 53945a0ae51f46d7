import { expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import type { RecordMessage } from '../../shared/protocol/record-message.ts'
import { inChatOrder, triedAgain } from './chat-order.ts'

const anna = { id: newId(), name: 'Anna', color: '#123456' }
const base = { authors: [anna], at: '2026-01-01T00:00:00.000Z' }

function said(id: string, order: number): RecordMessage {
  return {
    ...base,
    id,
    order,
    from: 'person',
    text: id,
    went: null,
  }
}

function answer(answers: string, order: number): RecordMessage {
  return {
    ...base,
    id: `answer to ${answers}`,
    order,
    from: 'agent',
    answers,
    runId: newId(),
    model: 'demo',
    status: 'done',
    steps: [],
    startedAt: null,
    endedAt: null,
    error: null,
    stoppedBy: null,
    version: null,
  }
}

function ids(messages: readonly RecordMessage[]) {
  return messages.map(({ id }) => id)
}

test('rule 4.5: what was asked stands before its answer, and what waits stands last', () => {
  const messages = [
    said('first', 1),
    answer('first', 2),
    said('second', 3),
    said('cancelled', 4),
    said('third', 5),
    said('fourth', 6),
    // the third was moved before the second
    answer('third', 7),
  ]
  expect(ids(inChatOrder(messages, new Set(['second', 'fourth'])))).toEqual([
    'first',
    'answer to first',
    'cancelled',
    'third',
    'answer to third',
    'second',
    'fourth',
  ])
})

test('rule 4.5: an answer whose question is on an older page stands where it came to be', () => {
  const messages = [said('b', 4), answer('a', 5), answer('b', 6)]
  expect(ids(inChatOrder(messages, new Set()))).toEqual(['answer to a', 'b', 'answer to b'])
})

test('rule 8.7: what was asked for again, and runs, waits or has run, is not offered to be tried again', () => {
  const again = { ...answer('first', 5), id: 'second answer to first' }
  const messages = [
    said('first', 1),
    answer('first', 2),
    said('second', 3),
    answer('second', 4),
    again,
  ]
  expect([...triedAgain(messages, new Set())]).toEqual(['answer to first'])
  expect([...triedAgain(messages, new Set(['second']))]).toEqual([
    'answer to first',
    'answer to second',
  ])
})
