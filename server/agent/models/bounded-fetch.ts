import { words } from '../../lib/words.ts'
import { ModelError } from '../model-errors.ts'

/** In bytes. A client keeps an event until its line ends. */
export const streamLimits = { line: 4_000_000, total: 60_000_000 } as const

const newline = 10

/** Fails as soon as the stream passes a limit, so that no more is kept of it. */
function bounded(host: string): TransformStream<Uint8Array, Uint8Array> {
  let line = 0
  let total = 0
  return new TransformStream({
    transform(chunk, controller) {
      total += chunk.byteLength
      const last = chunk.lastIndexOf(newline)
      line = last === -1 ? line + chunk.byteLength : chunk.byteLength - last - 1
      if (line <= streamLimits.line && total <= streamLimits.total) controller.enqueue(chunk)
      else controller.error(new ModelError('model_cut', words.model.tooLong(host)))
    },
  })
}

/** `fetch` for a model's client, with a limit on what it takes of a response. */
export function boundedFetch(host: string): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    if (!response.body) return response
    const { status, statusText, headers } = response
    const body = response.body.pipeThrough(bounded(host))
    return new Response(body, { status, statusText, headers })
  }
}
