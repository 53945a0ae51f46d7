import { isApiError, wasAnswered } from '../api.ts'
import { errorWords } from '../words/ui.ts'

export type ErrorText = { message: string; repeatable: boolean; signIn: boolean }

/** The server's messages, and texts, are shown unchanged. */
export function errorText(error: unknown): ErrorText {
  if (typeof error === 'string') return { message: error, repeatable: false, signIn: false }
  if (!isApiError(error)) return { message: errorWords.brokenPage, repeatable: true, signIn: false }
  const app = error.data?.app
  if (!app)
    return {
      message: error.data || wasAnswered(error) ? error.message : errorWords.noAnswer,
      repeatable: true,
      signIn: false,
    }
  switch (app.code) {
    case 'not_signed_in':
      return { message: app.message, repeatable: false, signIn: true }
    case 'bad_input':
    case 'not_found':
    case 'forbidden':
    case 'conflict':
    case 'model_refused':
      return { message: app.message, repeatable: false, signIn: false }
    case 'no_cookie':
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
