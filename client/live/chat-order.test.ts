import { expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import type { RecordMessage } from '../../shared/protocol/record-message.ts'
import { inChatOrder, triedAgain } from './chat-order.ts'

const anna = { id: newId(), name: 'Anna', color: '#123456' }
const base = { authors: [anna], at: '2026-01-01T00:00:00.000Z' }

function question(id: string, order: number): RecordMessage {
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

test('rule 4.5: a question stands before its answer, and queued ones stand last', () => {
  const messages = [
    question('first', 1),
    answer('first', 2),
    question('second', 3),
    question('cancelled', 4),
    question('third', 5),
    question('fourth', 6),
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

test('rule 4.5: an answer whose question is on an older page keeps its own place', () => {
  const messages = [question('b', 4), answer('a', 5), answer('b', 6)]
  expect(ids(inChatOrder(messages, new Set()))).toEqual(['answer to a', 'b', 'answer to b'])
})

test('rule 8.7: an answer with a later retry that runs, waits or has run offers no retry', () => {
  const again = { ...answer('first', 5), id: 'second answer to first' }
  const messages = [
    question('first', 1),
    answer('first', 2),
    question('second', 3),
    answer('second', 4),
    again,
  ]
  expect([...triedAgain(messages, new Set())]).toEqual(['answer to first'])
  expect([...triedAgain(messages, new Set(['second']))]).toEqual([
    'answer to first',
    'answer to second',
  ])
})
