/** Of this process. Collecting garbage first needs --expose-gc, and takes CPU itself. */
export function stateOf(collect = false): { cpuUs: number; bytes: number } {
  const { user, system } = process.cpuUsage()
  for (let round = 0; collect && round < 4; round += 1) global.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return { cpuUs: user + system, bytes: heapUsed + external }
}
