import type { Duplex } from 'node:stream'

const EVERY_MS = 60_000

/**
 * The open upgrades of each session: somebody has its preview before them. A page that is only looked at asks for nothing, so
 * its sandbox is asked after on its behalf, lest it be taken for unused.
 */
export class Watchers {
  private readonly sockets = new Map<string, Set<Duplex>>()
  private readonly timer: NodeJS.Timeout

  constructor(touch: (sessionId: string) => Promise<unknown>) {
    this.timer = setInterval(() => {
      for (const sessionId of this.sockets.keys()) touch(sessionId).catch(() => undefined)
    }, EVERY_MS)
    this.timer.unref()
  }

  add(sessionId: string, socket: Duplex): void {
    const sockets = this.sockets.get(sessionId) ?? new Set()
    this.sockets.set(sessionId, sockets.add(socket))
    socket.once('close', () => {
      sockets.delete(socket)
      if (sockets.size === 0 && this.sockets.get(sessionId) === sockets)
        this.sockets.delete(sessionId)
    })
  }

  cutOff(sessionId: string): void {
    for (const socket of this.sockets.get(sessionId) ?? []) socket.destroy()
  }

  close(): void {
    clearInterval(this.timer)
    for (const sessionId of [...this.sockets.keys()]) this.cutOff(sessionId)
  }
}
