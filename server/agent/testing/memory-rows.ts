import { createHash } from 'node:crypto'
import type {
  Journal,
  RunFiles,
  RunVersion,
  RunVersions,
  SettledStep,
  SettledTool,
} from '../../agent-port/agent.ts'
import { AppError } from '../../../shared/protocol/errors.ts'
import type { FileChange, FileEdit } from '../../versions/file-change.ts'

function sha(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

type Usage = { inputTokens: number; outputTokens: number }

/** Where a test can kill the run. */
export type Moment = `${'before' | 'after'} ${'settleStep' | 'startTool' | 'endTool'}`

/** Rows in memory that stay when an attempt ends, as they do in Postgres. A repeated write throws. */
export class MemoryRows {
  readonly files: Map<string, string>
  /** Sizes. */
  readonly binaries = new Map<string, number>()
  /** Who changed a file that the run has read, by path. */
  readonly changedBy = new Map<string, string>()
  readonly steps = new Map<number, SettledStep & { usage: Usage }>()
  readonly tools = new Map<string, SettledTool & { tool: string; step: number; title: string }>()
  readonly started = new Map<string, { tool: string; step: number; title: string }>()
  readonly events: string[] = []
  /** Live text by step, as subscribers see it. */
  readonly live = new Map<number, string>()
  restarts = 0
  /** `step` is null until the run receives the message. */
  readonly steers: Array<{ step: number | null; name: string; text: string }> = []
  /** Throwing ends the attempt there. */
  onMoment: (moment: Moment, what: string) => void = () => {}

  constructor(files: Record<string, string> = {}) {
    this.files = new Map(Object.entries(files))
  }

  hash(): string {
    const lines = [...this.files.keys()].sort().map((path) => `${path}\0${this.files.get(path)}\n`)
    return sha(lines.join(''))
  }

  readonly runFiles: RunFiles = {
    list: async () => [...this.files.keys()].sort(),
    read: async (path) => (this.binaries.has(path) ? null : (this.files.get(path) ?? null)),
    binaries: async () => this.binaries,
    hash: async () => this.hash(),
    changedBy: async (path) => this.changedBy.get(path) ?? null,
  }

  /** Oldest first. */
  readonly saved: Array<RunVersion & { files: Record<string, string> }> = []

  readonly runVersions: RunVersions = {
    list: async (before) => ({
      versions: this.saved.filter(({ number }) => number < (before ?? Infinity)).reverse(),
      more: false,
    }),
    find: async (number) => this.saved.find((version) => version.number === number) ?? null,
    read: async (number, path) => {
      const text = this.#version(number).files[path] ?? null
      const hash = text === null ? null : sha(text)
      return { text, binary: false, large: false, size: text?.length ?? 0, hash }
    },
    compare: async (from, to) => {
      const before = this.#version(from).files
      const after = to === null ? Object.fromEntries(this.files) : this.#version(to).files
      return Object.keys({ ...before, ...after })
        .filter((path) => before[path] !== after[path])
        .map((path) => ({
          ...{ path, from: null, binary: false, added: 1, removed: 1 },
          change: before[path] === undefined ? 'created' : 'edited',
        }))
    },
  }

  #version(number: number) {
    const version = this.saved.find((saved) => saved.number === number)
    if (!version) throw new AppError('not_found', `There is no version ${number}.`)
    return version
  }

  readonly journal: Journal = {
    settledStep: async (step) => this.steps.get(step) ?? null,
    settledTool: async (callId) => {
      const tool = this.tools.get(callId)
      return tool ? { callId, ok: tool.ok, result: tool.result } : null
    },
    takeSteers: async (step) => {
      for (const steer of this.steers) steer.step ??= step
      return this.steers.map((steer) => ({ ...steer, step: steer.step ?? step }))
    },
    token: (step, text) => {
      this.live.set(step, (this.live.get(step) ?? '') + text)
    },
    restartStep: (step) => {
      this.restarts += 1
      this.live.delete(step)
    },
    settleStep: async (step) => {
      this.onMoment('before settleStep', String(step.step))
      if (this.steps.has(step.step)) throw new Error(`Step ${step.step} settled twice`)
      this.steps.set(step.step, structuredClone(step))
      this.events.push(`step ${step.step}: ${step.text}`)
      this.onMoment('after settleStep', String(step.step))
    },
    startTool: async ({ callId, ...call }) => {
      this.onMoment('before startTool', callId)
      if (!this.started.has(callId)) this.events.push(`start ${callId} ${call.tool} ${call.title}`)
      this.started.set(callId, call)
      this.onMoment('after startTool', callId)
    },
    endTool: async ({ callId, ok, result, edits }) => {
      this.onMoment('before endTool', callId)
      const call = this.started.get(callId)
      if (call === undefined) throw new Error(`Call ${callId} ended before it began`)
      if (this.tools.has(callId)) throw new Error(`Call ${callId} ended twice`)
      this.tools.set(callId, { callId, ok, result, ...call })
      const changes = edits.flatMap((edit) => this.#apply(edit))
      this.events.push(`end ${callId} ${ok ? 'ok' : 'failed'}: ${result}`)
      for (const { path, change } of changes) this.events.push(`${change} ${path}`)
      this.onMoment('after endTool', callId)
      return changes
    },
  }

  #apply({ path, content: given }: FileEdit): FileChange[] {
    const binary = given instanceof Uint8Array
    if (binary) this.binaries.set(path, given.byteLength)
    const content = binary ? Buffer.from(given).toString('latin1') : given
    const before = this.files.get(path)
    if (before === (content ?? undefined)) return []
    if (content === null) this.files.delete(path)
    else this.files.set(path, content)
    const change = content === null ? 'deleted' : before === undefined ? 'created' : 'edited'
    return [
      { path, change, hash: content === null ? null : sha(content), binary, added: 0, removed: 0 },
    ]
  }
}
