/** Another attempt has the lease. This one must stop at once, silently. */
export class StaleLeaseError extends Error {
  constructor(runId: string) {
    super(`The lease of run ${runId} has passed on.`)
    this.name = 'StaleLeaseError'
  }
}
