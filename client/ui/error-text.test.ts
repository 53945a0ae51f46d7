import { TRPCClientError } from '@trpc/client'
import { expect, it } from 'vitest'
import { type ErrorCode, errorCodes } from '../../shared/protocol/errors.ts'
import { requireOurAnswer } from '../foreign-answer.ts'
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

const html = { 'content-type': 'text/html' }
const json = { 'content-type': 'application/json; charset=utf-8' }

it.each([
  [
    'nginx, body too large',
    new Response('<html>', { status: 413, headers: html }),
    /too large.*1 MB/,
  ],
  ['nginx, no server', new Response('<html>', { status: 502, headers: html }), /behind its proxy/],
  ['Caddy, no server', new Response(null, { status: 502 }), /behind its proxy \(502\)/],
  ['a proxy’s sign-in page', new Response('<html>', { headers: html }), /answered in its place/],
  [
    'the server, before the call is read',
    new Response('{"message":"Set PUBLIC_URL."}', { status: 403, headers: json }),
    /^Set PUBLIC_URL\.$/,
  ],
])(
  'rule 41.5: an answer that is not the API’s is said as what it is: %s',
  async (_, response, words) => {
    const cause = await requireOurAnswer(response).catch((error: unknown) => error)
    const text = errorText(TRPCClientError.from(cause as Error))
    expect(text.message).toMatch(words)
    expect(text.repeatable).toBe(true)
  },
)

it('rule 41.5: errors of the API itself pass unchanged', async () => {
  const body = JSON.stringify([{ error: { message: 'x', code: -32603, data: {} } }])
  const response = new Response(body, { status: 500, headers: json })
  await expect(requireOurAnswer(response)).resolves.toBe(response)
})
