import type { FromServer } from './messages.ts'

function say(message: FromServer) {
  return process.send?.(message)
}

/** Sends its address; replies to each message with the CPU since the last one. */
export function serve(at: { url: string; cookie: string; path: string }): void {
  let cpu = process.cpuUsage()
  process.on('message', async () => {
    const used = process.cpuUsage(cpu)
    // finalizers release memory only some turns later
    for (let round = 0; round < 4; round++) {
      globalThis.gc?.()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    const { heapUsed, external } = process.memoryUsage()
    const heldBytes = heapUsed + external
    say({ type: 'figures', cpuMs: (used.user + used.system) / 1_000, heldBytes })
    cpu = process.cpuUsage()
  })
  say({ type: 'listening', ...at })
}
