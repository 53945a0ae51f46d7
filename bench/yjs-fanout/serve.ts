import type { FromServer } from './messages.ts'

function say(message: FromServer) {
  return process.send?.(message)
}

/** The server's side of the bench: says where it listens, and answers each question with what it used since the last. */
export function serve(at: { url: string; cookie: string; path: string }): void {
  let cpu = process.cpuUsage()
  process.on('message', async () => {
    const used = process.cpuUsage(cpu)
    // what waits for a finalizer or a callback of a weak reference is gone only turns later
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
