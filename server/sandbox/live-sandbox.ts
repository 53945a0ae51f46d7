import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { tailOf } from '../../shared/truncate.ts'
import type { ReadBack } from '../agent-port/agent.ts'
import type { Clock } from '../lib/clock.ts'
import { errorText } from '../lib/describe-error.ts'
import { withoutSecrets } from '../lib/secrets.ts'
import type { Lane } from '../lib/lane.ts'
import { type DevServer, type DevServerState, startDevServer, stopDevServer } from './dev-server.ts'
import type { Log } from './log.ts'
import { app, type Machine, type Machines, previewPort } from './machine.ts'
import type { Places } from './places.ts'
import type { SandboxRows, TreeSource } from './port.ts'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'
import {
  checkFolder,
  FolderLostError,
  hasMarker,
  hashApp,
  type LeftOut,
  readChanges,
  readMarker,
  removeFiles,
  runInApp,
  UnreadableError,
  writeMarker,
} from './sandbox-files.ts'
import type { TemplateManifest } from './template-manifest.ts'
import {
  isStartupFile,
  type Manifest,
  packagesKey,
  planTree,
  type TreeEntry,
  type TreePlan,
} from './tree-plan.ts'

const installLimitMs = 180_000
const checkEveryMs = 5_000
/** Retries while other servers keep replacing the sandbox's id. */
const turns = 5

export type SandboxContext = {
  sessionId: Id
  machines: Machines
  template: TemplateManifest
  tree: TreeSource
  rows: SandboxRows
  log: Log
  clock: Clock
  /** For starts, installs and commands. */
  lane: Lane
  places: Places
  /** Life of a machine after its last use. */
  ttlMs: number
  /** Minimum time between extensions of that life. */
  extendMs: number
}

export type LiveEvents = {
  onServer(state: DevServerState): void
  onGone(live: LiveSandbox): void
}

type FollowOptions = {
  early?: boolean
  prefetched?: Promise<Contents>
  heavy?: (work: () => Promise<void>) => Promise<void>
}

type Contents = Array<{ path: string; data: Uint8Array }>

function contentsOf(tree: TreeSource, writes: readonly TreeEntry[]): Promise<Contents> {
  return Promise.all(
    writes.map(async ({ path, hash }) => ({
      path: `${app}/${path}`,
      data: await tree.content(hash),
    })),
  )
}

function keyOf(entries: readonly TreeEntry[]): string | null {
  const hashes = new Map(entries.map(({ path, hash }) => [path, hash]))
  return packagesKey((path) => hashes.get(path))
}

async function applyPlan(machine: Machine, plan: TreePlan, contents: Contents): Promise<void> {
  if (plan.removeFirst) await removeFiles(machine, plan.removals)
  await Promise.all([
    machine.write(contents),
    plan.removeFirst ? undefined : removeFiles(machine, plan.removals),
  ])
}

/** A running machine with its dev server. Used by one session. */
export class LiveSandbox {
  readonly machine: Machine
  readonly upstream: PreviewUpstream
  readonly #context: SandboxContext
  readonly #events: LiveEvents
  #manifest: Map<string, string>
  readonly #leftOut: LeftOut = new Map()
  #installed: string | null
  #server: DevServer | null = null
  #extendedAt: number
  #checkedAt: number
  #usedAt: number
  #gone = false
  #stopped: string | null = null

  constructor(
    context: SandboxContext,
    events: LiveEvents,
    machine: Machine,
    start: { manifest: Map<string, string>; installed: string | null },
  ) {
    this.#context = context
    this.#events = events
    this.machine = machine
    this.#manifest = start.manifest
    this.#installed = start.installed
    this.#extendedAt = context.clock.now()
    this.#checkedAt = this.#extendedAt
    this.#usedAt = this.#extendedAt
    this.upstream = machine.upstream(previewPort, async () => {
      await this.verify()
    })
  }

  /** By the clock's `now`. */
  get usedAt(): number {
    return this.#usedAt
  }

  /** Differences between these and the machine's files are changes not read back yet. */
  get known(): Manifest {
    return this.#manifest
  }

  /** Why the service stopped the machine, in words for people; null if it didn't, or doesn't say. */
  get stopped(): string | null {
    return this.#stopped
  }

  /** Adopts the machine's running dev server, or starts one. */
  serve(): void {
    if (this.#gone) return
    this.#server ??= startDevServer({
      machine: this.machine,
      upstream: this.upstream,
      clock: this.#context.clock,
      onState: (state) => {
        if (!this.#gone) this.#events.onServer(state)
      },
      onLost: (error) => {
        this.#context.log.warn({ err: error, session: this.#context.sessionId }, 'dev server lost')
        void this.verify()
      },
    })
  }

  async serving(): Promise<void> {
    await this.#server?.ready()
  }

  retry(): void {
    this.#server?.nudge()
  }

  /**
   * Writes `entries` and installs packages if they changed. `early` starts the dev server
   * alongside. `heavy` runs the install.
   */
  async follow(
    entries: TreeEntry[],
    { early = false, prefetched, heavy = (work) => work() }: FollowOptions = {},
  ): Promise<void> {
    const plan = planTree(this.#manifest, entries)
    const wanted = keyOf(entries)
    const install = wanted !== null && wanted !== this.#installed
    if (early) {
      // A dev server reads startup files once, so they must be there before it starts.
      if (!install && !this.#touchesStartup(plan)) this.serve()
      else await stopDevServer(this.machine)
    }
    if (plan.writes.length + plan.removals.length > 0) {
      const contents = await (prefetched ?? contentsOf(this.#context.tree, plan.writes))
      await applyPlan(this.machine, plan, contents)
      for (const { path, hash } of plan.writes) this.#manifest.set(path, hash)
      for (const path of plan.removals) this.#manifest.delete(path)
      this.#server?.nudge()
    }
    if (install) await heavy(() => this.#install(wanted))
  }

  /** Returns files that commands changed. Throws FolderLostError. */
  async readBack(): Promise<ReadBack> {
    const { manifest, ...read } = await readChanges(
      this.machine,
      this.#manifest,
      this.#leftOut,
      this.#context.clock,
    )
    this.#manifest = manifest
    return read
  }

  /** Extends the machine's life and checks it at intervals; cheap to call often. */
  touch(): void {
    const now = this.#context.clock.now()
    this.#usedAt = now
    if (now - this.#extendedAt > this.#context.extendMs) {
      this.#extendedAt = now
      this.machine.extend(this.#context.ttlMs).catch(() => this.verify())
    }
    if (now - this.#checkedAt > checkEveryMs) {
      this.#checkedAt = now
      void this.verify()
    }
  }

  /**
   * Other servers of the session extend the machine's life too, so its end time shows their use.
   */
  async isIdle(ms: number): Promise<boolean> {
    const { clock, ttlMs } = this.#context
    if (clock.now() - this.#usedAt < ms) return false
    const usedAgoMs = clock.date().getTime() - ((await this.machine.endsAt()) - ttlMs)
    this.#usedAt = Math.max(this.#usedAt, clock.now() - usedAgoMs)
    return clock.now() - this.#usedAt >= ms
  }

  /** False if the machine or its folder is gone; calls `onGone` once. */
  async verify(): Promise<boolean> {
    if (this.#gone) return false
    const found = await this.#probe().catch(() => 'there' as const)
    if (found === 'away') this.#stopped ??= await this.machine.whyStopped()
    if (found !== 'there') this.#lose(found)
    return !this.#gone
  }

  /** Leaves the machine running. */
  close(): void {
    this.#gone = true
    this.#server?.close()
  }

  #lose(how: 'folder lost' | 'away'): void {
    if (this.#gone) return
    this.close()
    // An unreachable machine may only be paused; one without its folder is useless.
    if (how === 'folder lost') this.machine.kill().catch(() => undefined)
    this.#events.onGone(this)
  }

  async #probe(): Promise<'there' | 'folder lost' | 'away'> {
    try {
      return (await hasMarker(this.machine)) ? 'there' : 'folder lost'
    } catch (error) {
      if (!(await this.machine.alive())) return 'away'
      throw error
    }
  }

  #touchesStartup({ writes, removals }: TreePlan): boolean {
    return writes.some(({ path }) => isStartupFile(path)) || removals.some(isStartupFile)
  }

  async #install(wanted: string): Promise<void> {
    const { exitCode, stdout, stderr } = await runInApp(this.machine, 'bun install', installLimitMs)
    // A failed install is not repeated until package.json changes.
    this.#installed = wanted
    if (exitCode === 0) await writeMarker(this.machine, wanted)
    else {
      const words = tailOf(withoutSecrets(`${stdout}\n${stderr}`).trim(), 1_000)
      this.#context.log.warn({ session: this.#context.sessionId, words }, 'bun install failed')
    }
  }
}

/** Null if another server was faster. `before`: the lost sandbox's id. */
async function createLive(
  context: SandboxContext,
  events: LiveEvents,
  before: string | null,
): Promise<LiveSandbox | null> {
  const { machines, template, tree, rows, sessionId, ttlMs } = context
  const known = template.known()
  const wanted = tree.entries(sessionId)
  const prefetched = known
    ? wanted.then((entries) => contentsOf(tree, planTree(known, entries).writes))
    : undefined
  prefetched?.catch(() => undefined)
  const [entries, machine] = await Promise.all([wanted, machines.create(sessionId, ttlMs)])
  try {
    const manifest = new Map(known ?? (await template.learn(machine)))
    const installed = packagesKey((path) => manifest.get(path))
    const live = new LiveSandbox(context, events, machine, { manifest, installed })
    const [isOurs] = await Promise.all([
      rows.replaceSandboxId(sessionId, before, machine.id),
      live.follow(entries, { early: true, ...(prefetched ? { prefetched } : {}) }),
      writeMarker(machine, installed),
    ])
    if (isOurs) {
      live.serve()
      return live
    }
    live.close()
    machine.kill().catch(() => undefined)
    return null
  } catch (error) {
    machine.kill().catch(() => undefined)
    throw error
  }
}

async function connectLive(
  context: SandboxContext,
  events: LiveEvents,
  id: string,
  unread: LiveSandbox | null,
): Promise<LiveSandbox | null> {
  const machine = await context.machines.connect(id, context.ttlMs)
  if (!machine) return null
  // `follow` must not overwrite changes that have not been read back yet.
  const known = unread?.machine.id === id ? unread.known : null
  try {
    const [entries, manifest, installed] = await Promise.all([
      context.tree.entries(context.sessionId),
      known ?? hashApp(machine, context.clock),
      readMarker(machine),
      known && checkFolder(machine, known),
    ])
    const live = new LiveSandbox(context, events, machine, {
      manifest: new Map(manifest),
      installed,
    })
    await live.follow(entries)
    live.serve()
    return live
  } catch (error) {
    const isUseless = error instanceof FolderLostError || error instanceof UnreadableError
    if (!isUseless && (await machine.alive().catch(() => true))) throw error
    machine.kill().catch(() => undefined)
    return null
  }
}

/**
 * Returns the existing sandbox, or a new one, with the working tree's files. Keeps changes that are
 * still to be read back from `unread`. Throws `sandbox_failed`.
 */
export async function openLive(
  context: SandboxContext,
  events: LiveEvents,
  unread: LiveSandbox | null,
): Promise<LiveSandbox> {
  try {
    for (let turn = 0; turn < turns; turn++) {
      const id = await context.rows.sandboxId(context.sessionId)
      const found = id === null ? null : await connectLive(context, events, id, unread)
      const live = found ?? (await createLive(context, events, id))
      if (live) return live
    }
    throw new Error('several servers started it at the same time')
  } catch (error) {
    if (error instanceof AppError) throw error
    const words = `Couldn't start the sandbox: ${errorText(error)}`
    throw new AppError('sandbox_failed', words, { cause: error })
  }
}
