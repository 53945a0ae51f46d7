import type { IncomingHttpHeaders } from 'node:http'
import { browserKeyHeader, browserKeyPattern, socketProtocol } from '../../shared/browser-key.ts'

/** `isNew`: no response has answered it yet. */
export type BrowserKey = { key: string; isNew: boolean }

/** Null for requests that the app did not make itself: pictures, scripts, tabs of an earlier release. */
export function readBrowserKey(headers: IncomingHttpHeaders): BrowserKey | null {
  const offered = headers['sec-websocket-protocol']?.split(',').map((each) => each.trim()) ?? []
  const prefix = `${socketProtocol}.`
  const ofSocket = offered.find((each) => each.startsWith(prefix))?.slice(prefix.length)
  const sent = headers[browserKeyHeader] ?? ofSocket
  const found = typeof sent === 'string' ? browserKeyPattern.exec(sent) : null
  return found?.[2] ? { key: found[2], isNew: found[1] !== undefined } : null
}
