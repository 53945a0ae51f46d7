import { z } from 'zod'
import { proxyWords } from './words/ui.ts'

/** An answer that is not the API's: of a proxy, or of the server before it reads the call. The message is for people. */
export class ForeignAnswerError extends Error {
  override name = 'ForeignAnswerError'
}

const Refusal = z.object({ message: z.string() })

function proxyText(status: number): string {
  switch (status) {
    case 413:
      return proxyWords.tooLarge
    case 502:
    case 503:
    case 504:
      return proxyWords.noServer(status)
    default:
      return proxyWords.ownAnswer(status)
  }
}

/** Returns the API's answers unchanged, its errors too. */
export async function requireOurAnswer(response: Response): Promise<Response> {
  const isJson = response.headers.get('content-type')?.includes('application/json')
  if (!isJson) throw new ForeignAnswerError(proxyText(response.status))
  if (response.ok) return response
  const body: unknown = await response.clone().json()
  const refusal = Refusal.safeParse(body)
  if (refusal.success) throw new ForeignAnswerError(refusal.data.message)
  return response
}
