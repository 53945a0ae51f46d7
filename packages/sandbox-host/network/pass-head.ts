import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'

/**
 * Sends the status of an upstream response with `headers`. Returns false where that isn't possible: code in a sandbox may have
 * written it, and the parser accepts what can't be sent. If `response` is destroyed then, nothing more can be sent.
 */
export function passHead(
  { statusCode = 0 }: IncomingMessage,
  headers: OutgoingHttpHeaders,
  response: ServerResponse,
): boolean {
  if (statusCode < 200 || statusCode > 599) return false
  try {
    response.writeHead(statusCode, headers)
    return true
  } catch {
    // Some of it may have been set already, so another response would come out wrong.
    response.destroy()
    return false
  }
}
