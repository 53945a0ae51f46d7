import { TRPCClientError } from '@trpc/client'
import { expect, it } from 'vitest'
import { type ErrorCode, errorCodes } from '../../shared/protocol/errors.ts'
import { errorText } from './error-text.ts'

/** An error as the client gets it when the server answers with this code. */
function answered(code: ErrorCode) {
  return TRPCClientError.from({
    error: {
      message: 'In words.',
      code: -32603,
      data: { code: 'X', httpStatus: 500, app: { code, message: 'In words.' } },
    },
  })
}

it.each(Object.keys(errorCodes) as ErrorCode[])(
  'the server’s words are shown, and a repeat is offered only where it can help: %s',
  (code) => {
    const { retry } = errorCodes[code]
    expect(errorText(answered(code))).toEqual({
      message: 'In words.',
      repeatable: retry === 'later',
      signIn: retry === 'signin',
    })
  },
)

it('no answer at all is told as such', () => {
  const text = errorText(TRPCClientError.from(new TypeError('Failed to fetch')))
  expect(text.message).toMatch(/does not answer/)
  expect(text.repeatable).toBe(true)
})

it('what broke on the page itself has no words of a machine in it', () => {
  expect(errorText(new Error('x is not a function')).message).toBe(
    'Something went wrong on this page.',
  )
})
