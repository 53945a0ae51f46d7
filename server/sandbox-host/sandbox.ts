import http from 'node:http'
import type { Duplex } from 'node:stream'
import type { Launched } from './launcher.ts'
import { openTunnel } from './tunnel.ts'

const MAX_TIMER_MS = 2 ** 31 - 1

/** What a sandbox is for, as its creator said. */
export interface SandboxInfo {
  id: string
  templateId: string
  metadata: Record<string, string>
  token: string
  startedAt: Date
}

/** A running sandbox: its time to live and the ways into it. */
export class Sandbox {
  readonly info: SandboxInfo
  /** Keeps connections to the daemon, so that a call costs no new one. */
  readonly agent = new http.Agent({ keepAlive: true, maxFreeSockets: 16 })
  readonly launched: Launched
  private readonly onEnd: () => void
  private timer: NodeJS.Timeout | undefined
  private end = new Date()
  private readonly tunnels = new Set<Duplex>()
  private readonly exited: Promise<void>

  /** `onEnd` is called once, when the sandbox has to go or has gone, whatever the reason. */
  constructor(info: SandboxInfo, launched: Launched, onEnd: () => void) {
    this.info = info
    this.launched = launched
    this.onEnd = onEnd
    this.exited = new Promise((resolve) => {
      const { child } = launched
      if (child.exitCode !== null || child.signalCode !== null) resolve()
      else child.once('exit', () => resolve())
    })
    void this.exited.then(() => this.onEnd())
  }

  get endAt(): Date {
    return this.end
  }

  /** Sets the time to live, counted from now, in seconds. At its end the sandbox is killed. */
  setTimeout(seconds: number): void {
    this.end = new Date(Date.now() + seconds * 1000)
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.onEnd(), Math.min(seconds * 1000, MAX_TIMER_MS))
    this.timer.unref()
  }

  /** Like setTimeout, but never makes the life shorter. */
  extend(seconds: number): void {
    if (Date.now() + seconds * 1000 > this.end.getTime()) this.setTimeout(seconds)
  }

  /** Ends it: resolves when no process of it is left. */
  async stop(): Promise<void> {
    clearTimeout(this.timer)
    this.launched.child.kill('SIGKILL')
    this.agent.destroy()
    for (const tunnel of this.tunnels) tunnel.destroy()
    await this.exited
    await this.launched.cleanUp()
  }

  /**
   * Opens a raw byte stream to a port inside. Throws PortClosedError where nothing listens,
   * SandboxGoneError where the daemon doesn't answer any more.
   */
  async openPort(named: number): Promise<Duplex> {
    const { socket: path, port } = this.launched
    const tunnel = await openTunnel(path, port(named), this.info.id, named)
    this.tunnels.add(tunnel)
    tunnel.once('close', () => this.tunnels.delete(tunnel))
    return tunnel
  }
}
