import { TRPCClientError } from '@trpc/client'
import { expect, it } from 'vitest'
import { type ErrorCode, errorCodes } from '../../shared/protocol/errors.ts'
import { errorText } from './error-text.ts'

function responseError(code: ErrorCode) {
  return TRPCClientError.from({
    error: {
      message: 'In words.',
      code: -32603,
      data: { code: 'X', httpStatus: 500, app: { code, message: 'In words.' } },
    },
  })
}

it.each(Object.keys(errorCodes) as ErrorCode[])(
  'the server’s message is shown, and a retry is offered only where it can help: %s',
  (code) => {
    const { retry } = errorCodes[code]
    expect(errorText(responseError(code))).toEqual({
      message: 'In words.',
      repeatable: retry === 'later',
      signIn: retry === 'signin',
    })
  },
)

it('a server that can’t be reached has a message of its own', () => {
  const text = errorText(TRPCClientError.from(new TypeError('Failed to fetch')))
  expect(text.message).toMatch(/Couldn’t reach the server/)
  expect(text.repeatable).toBe(true)
})

it('an exception on the page itself doesn’t show its message', () => {
  expect(errorText(new Error('x is not a function')).message).toBe(
    'Something went wrong on this page.',
  )
})
