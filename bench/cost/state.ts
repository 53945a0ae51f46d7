/** Of this process, which needs --expose-gc. */
export function stateOf(): { cpuUs: number; bytes: number } {
  const { user, system } = process.cpuUsage()
  for (let round = 0; round < 4; round += 1) global.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return { cpuUs: user + system, bytes: heapUsed + external }
}
