import type { FromServer } from './messages.ts'

const say = (message: FromServer) => process.send?.(message)

/** The server's side of the bench: says where it listens, and answers each question with what it used since the last. */
export const serve = (at: { url: string; cookie: string; path: string }): void => {
  let cpu = process.cpuUsage()
  process.on('message', () => {
    const used = process.cpuUsage(cpu)
    globalThis.gc?.()
    const { heapUsed, external } = process.memoryUsage()
    const heldBytes = heapUsed + external
    say({ type: 'figures', cpuMs: (used.user + used.system) / 1_000, heldBytes })
    cpu = process.cpuUsage()
  })
  say({ type: 'listening', ...at })
}
