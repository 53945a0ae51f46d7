/** A socket as the domain sees it (rule 13). */
export interface Connection {
  send(frame: Uint8Array): void
  /** Bytes that were sent and not yet taken by the line. */
  buffered(): number
  close(code: number, reason: string): void
}
