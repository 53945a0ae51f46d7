import { isApiError } from '../api.ts'

/** An error as people read it: what happened, and whether a repeat can help. */
export type ErrorText = { message: string; repeatable: boolean; signIn: boolean }

const offline = 'The server does not answer. Check the connection; nothing that you wrote is lost.'

/** Puts an error of any kind in words. The server's own are meant for people and are shown as they are. */
export function errorText(error: unknown): ErrorText {
  if (!isApiError(error))
    return { message: 'Something went wrong on this page.', repeatable: true, signIn: false }
  const app = error.data?.app
  if (!app)
    return { message: error.data ? error.message : offline, repeatable: true, signIn: false }
  switch (app.code) {
    case 'not_signed_in':
      return { message: app.message, repeatable: false, signIn: true }
    case 'bad_input':
    case 'not_found':
    case 'forbidden':
    case 'conflict':
    case 'model_refused':
      return { message: app.message, repeatable: false, signIn: false }
    case 'draft_late':
    case 'rate_limited':
    case 'model_unreachable':
    case 'model_cut':
    case 'model_timeout':
    case 'sandbox_failed':
    case 'run_timeout':
    case 'step_limit':
    case 'internal':
      return { message: app.message, repeatable: true, signIn: false }
  }
}
