import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'

/**
 * Sends an upstream status with `headers`. Returns false if Node can't: sandbox code may have
 * written them. If `response` is then destroyed, send nothing more.
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
    // Headers that are set already would corrupt an error response.
    response.destroy()
    return false
  }
}
