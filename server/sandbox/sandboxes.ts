import type { Id } from '../../shared/ids.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import { createLane, type Lane } from '../lib/lane.ts'
import { createE2bMachines, type E2bOptions, type OpenPort } from './e2b-machines.ts'
import { endUnused, keepHouse } from './housekeeping.ts'
import type { Log } from './log.ts'
import type { Machines } from './machine.ts'
import { lendSandbox } from './lend-sandbox.ts'
import { createPlaces } from './places.ts'
import type { Sandboxes, SandboxRows, TreeSource } from './port.ts'
import { SessionSandbox } from './session-sandbox.ts'
import { createTemplateManifest } from './template-manifest.ts'

const defaultIdleMs = 15 * 60_000
const defaultKeepMs = 4 * 60 * 60_000
/** Sandboxes of a dead server pause this much later. */
const graceMs = 2 * 60_000

export interface HostHandle {
  apiUrl: string
  sandboxUrl: string
  apiKey: string
  launcher: { kind: string; confined: boolean; missing?: string | undefined }
  openPort: OpenPort
}

export type SandboxesOptions = {
  e2b: E2bOptions
  /** For the embedded host instead of E2B. */
  host?: HostHandle | undefined
  tree: TreeSource
  rows: SandboxRows
  log: Log
  clock?: Clock
  /** Sandboxes pause after this long without use. */
  idleMs?: number
  /** Sandboxes end after this long without use; their files are kept as rows. */
  keepMs?: number
  /** Running at the same time, on this server. */
  max?: number
  /** Without it, heavy work doesn't wait. */
  lane?: Lane
}

function warningOf(host: HostHandle | undefined): string | null {
  if (!host || host.launcher.confined) return null
  const missing = host.launcher.missing ? ` ${host.launcher.missing}` : ''
  return `Sandboxes are not confined: code that the agent writes runs with this server's rights.${missing}`
}

function machinesOf({ e2b, host }: SandboxesOptions): Machines {
  return host
    ? createE2bMachines(
        {
          apiKey: host.apiKey,
          apiUrl: host.apiUrl,
          sandboxUrl: host.sandboxUrl,
          templateId: e2b.templateId,
        },
        host.openPort,
      )
    : createE2bMachines(e2b, null)
}

export function createSandboxes(options: SandboxesOptions): Sandboxes {
  const machines = machinesOf(options)
  const { host, tree, rows, log, clock = systemClock } = options
  const { idleMs = defaultIdleMs, keepMs = defaultKeepMs } = options
  const ttlMs = idleMs + graceMs
  const extendMs = Math.min(graceMs / 2, idleMs / 8)
  const { max = Number.MAX_SAFE_INTEGER, lane = createLane(Number.MAX_SAFE_INTEGER, clock) } =
    options
  const places = createPlaces(max, clock)
  const template = createTemplateManifest(clock)
  const sessions = new Map<Id, SessionSandbox>()

  const parts = { machines, template, log, clock, lane, places, ttlMs, extendMs }

  const of = (sessionId: Id): SessionSandbox => {
    const found = sessions.get(sessionId)
    if (found) return found
    const made = new SessionSandbox({ ...parts, sessionId, tree, rows })
    sessions.set(sessionId, made)
    return made
  }

  const housekeeping = keepHouse({
    rest: () => Promise.all([...sessions.values()].map((session) => session.rest(idleMs))),
    sweep: () => endUnused({ machines, rows, log }, keepMs),
    idleMs,
    keepMs,
    log,
  })

  return {
    forRun: (sessionId) => of(sessionId),
    lend: (sessionId, lentTree) => lendSandbox(parts, rows, sessionId, lentTree),
    onWait: (sessionId, listener) => of(sessionId).onWait(listener),
    ensure: (sessionId) => of(sessionId).ensure(),
    treeChanged: (sessionId) => sessions.get(sessionId)?.treeChanged(),
    connectPreview: (sessionId) => of(sessionId).upstream(),
    async kill(sessionId, machineId) {
      await of(sessionId).kill(machineId)
      sessions.delete(sessionId)
    },
    running: () => places.taken(),
    ready: () => machines.ready(),
    warning: () => warningOf(host),
    async close() {
      housekeeping.stop()
      for (const session of sessions.values()) session.close()
      sessions.clear()
    },
  }
}
