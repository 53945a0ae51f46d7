import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'

/**
 * Answers with the status of somebody's answer and with `headers`. False where that can't be passed on: whoever wrote it may be
 * code in a sandbox, and the parser lets through what can't be sent. Then nothing more can be said in `response` if it is destroyed.
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
    // Some of it may have been taken in already, so that another answer would come out wrong.
    response.destroy()
    return false
  }
}
