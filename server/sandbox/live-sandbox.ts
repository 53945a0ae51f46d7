import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import type { FileEdit } from '../versions/file-change.ts'
import type { Clock } from '../lib/clock.ts'
import { type DevServer, type DevServerState, startDevServer, stopDevServer } from './dev-server.ts'
import type { Log } from './log.ts'
import { app, type Machine, type Machines, previewPort } from './machine.ts'
import type { PreviewUpstream, SandboxRows, TreeSource } from './port.ts'
import {
  checkFolder,
  FolderLostError,
  hasMarker,
  hashApp,
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
/** How often the session's sandbox may turn out to be another's before that is an error. */
const turns = 5

export type SandboxContext = {
  sessionId: Id
  machines: Machines
  template: TemplateManifest
  tree: TreeSource
  rows: SandboxRows
  log: Log
  clock: Clock
  /** How long a sandbox lives by itself after its last use, in milliseconds. */
  ttlMs: number
  /** A use lengthens that life when the last time was so long ago, in milliseconds. */
  extendMs: number
}

export type LiveEvents = {
  onServer(state: DevServerState): void
  /** It is gone, with all that was in it. */
  onGone(live: LiveSandbox): void
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

/** A sandbox that is up: its machine, what its files are, and the dev server in it. Used by one session. */
export class LiveSandbox {
  readonly machine: Machine
  readonly upstream: PreviewUpstream
  readonly #context: SandboxContext
  readonly #events: LiveEvents
  #manifest: Map<string, string>
  #installed: string | null
  #server: DevServer | null = null
  #extendedAt: number
  #checkedAt: number
  #usedAt: number
  #gone = false

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

  /** The files as they were last known: what differs from them is a command's, and not read back yet. */
  get known(): Manifest {
    return this.#manifest
  }

  /** Looks after the dev server: the one that runs in the machine already, else one that is started. */
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

  /** Resolves when the preview answers; throws `sandbox_failed`. */
  async serving(): Promise<void> {
    await this.#server?.ready()
  }

  /** Tries a dev server that was given up again. */
  retry(): void {
    this.#server?.nudge()
  }

  /** Brings the files to `entries`, and the packages to what they ask for. `early` starts the dev server alongside. */
  async follow(entries: TreeEntry[], early = false, prefetched?: Promise<Contents>): Promise<void> {
    const plan = planTree(this.#manifest, entries)
    const wanted = keyOf(entries)
    const install = wanted !== null && wanted !== this.#installed
    if (early) {
      // What a dev server reads once, at its start, has to be there first: one that came with the machine is of no use then.
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
    if (install) await this.#install(wanted)
  }

  /** What commands have changed since the files were last known. Throws FolderLostError. */
  async readBack(): Promise<FileEdit[]> {
    const { edits, manifest } = await readChanges(this.machine, this.#manifest, this.#context.clock)
    this.#manifest = manifest
    return edits
  }

  /** Lengthens its life and looks after it now and then; costs nothing most of the time. */
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
   * Whether nobody has used it for so long, in milliseconds. Other servers that serve its session lengthen its life as this
   * one does: its end tells of them too.
   */
  async isIdle(ms: number): Promise<boolean> {
    const { clock, ttlMs } = this.#context
    if (clock.now() - this.#usedAt < ms) return false
    const usedAgoMs = clock.date().getTime() - ((await this.machine.endsAt()) - ttlMs)
    this.#usedAt = Math.max(this.#usedAt, clock.now() - usedAgoMs)
    return clock.now() - this.#usedAt >= ms
  }

  /** Whether it is still there; when it isn't, that is told once by `onGone`. */
  async verify(): Promise<boolean> {
    if (this.#gone) return false
    const found = await this.#look().catch(() => 'there' as const)
    if (found !== 'there') this.#lose(found)
    return !this.#gone
  }

  /** Stops looking after it; the machine itself is left alone. */
  close(): void {
    this.#gone = true
    this.#server?.close()
  }

  #lose(how: 'folder lost' | 'away'): void {
    if (this.#gone) return
    this.close()
    // One that is away may only sleep. What is left of one that has lost its folder is of no use to anybody.
    if (how === 'folder lost') this.machine.kill().catch(() => undefined)
    this.#events.onGone(this)
  }

  async #look(): Promise<'there' | 'folder lost' | 'away'> {
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
    // A failure isn't repeated before package.json changes again; what misses a package says so itself.
    this.#installed = wanted
    if (exitCode === 0) await writeMarker(this.machine, wanted)
    else {
      const words = `${stdout}\n${stderr}`.trim().slice(-1_000)
      this.#context.log.warn({ session: this.#context.sessionId, words }, 'bun install failed')
    }
  }
}

/** Null where another server has made one for the session meanwhile. `before` is the id of the one that is gone. */
async function createLive(
  context: SandboxContext,
  events: LiveEvents,
  before: string | null,
): Promise<LiveSandbox | null> {
  const { machines, template, tree, rows, sessionId, ttlMs } = context
  const known = template.known()
  const wanted = tree.entries(sessionId)
  // Read while the machine is being made; where the template isn't known yet, afterwards.
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
      live.follow(entries, true, prefetched),
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
  // What a command has changed and nobody has read back must not be made undone by following the rows.
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
 * The session's sandbox with the working tree's files: the one it had, or a new one. `unread` is the one in which a command's
 * changes have not been read back yet: where it is the same, they stay. Throws `sandbox_failed`.
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
    const reason = error instanceof Error ? error.message : String(error)
    throw new AppError('sandbox_failed', `Couldn't start the sandbox: ${reason}`, {
      cause: error,
    })
  }
}
