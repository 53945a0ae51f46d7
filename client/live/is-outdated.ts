import { protocolVersion } from '../../shared/protocol/version.ts'

/** `serverVersion` is null if the server sends none. */
export function isOutdated(serverVersion: number | null, own: number = protocolVersion): boolean {
  return serverVersion !== null && serverVersion > own
}
