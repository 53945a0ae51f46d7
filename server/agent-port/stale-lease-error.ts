/** Thrown by a write of an attempt whose lease another attempt has taken. The attempt must stop at once, without a word. */
export class StaleLeaseError extends Error {
  constructor(runId: string) {
    super(`The lease of run ${runId} has passed on.`)
    this.name = 'StaleLeaseError'
  }
}
