/** What rooms need of a socket (rule 13). */
export interface Connection {
  send(frame: Uint8Array): void
  /** Bytes sent but not flushed. */
  buffered(): number
  close(code: number, reason: string): void
}
