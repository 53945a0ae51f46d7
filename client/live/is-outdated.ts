import { protocolVersion } from '../../shared/protocol/version.ts'

/** Whether a server of this protocol version (null: one that doesn't send it) is newer than this page. */
export function isOutdated(serverVersion: number | null, own: number = protocolVersion): boolean {
  return serverVersion !== null && serverVersion > own
}
