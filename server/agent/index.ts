import type { BaseCheckpointSaver } from '@langchain/langgraph'
import { z } from 'zod'
import type { Backoff } from '../../shared/backoff.ts'
import { StaleLeaseError } from '../agent-port/stale-lease-error.ts'
import type { Agent, AgentResult, RunContext } from '../agent-port/agent.ts'
import type { Connection } from '../db/pool.ts'
import { delayedAbort, orAbort } from '../lib/async.ts'
import {
  type AgentLimits,
  type AgentLog,
  type Attempt,
  agentLimits,
  type ModelPrice,
} from './attempt.ts'
import { openCheckpointer } from './checkpointer.ts'
import { checkFiles } from './check-files.ts'
import { buildGraph } from './graph.ts'
import { judge } from './judge.ts'
import type { ModelCall } from './model-call.ts'
import { ModelError } from './model-errors.ts'
import type { ModelEnv } from './models/env.ts'
import type { ModelEntry } from './models/registry.ts'
import { RunSteps } from './run-steps.ts'
import { tools } from './tools/index.ts'
import { words } from '../lib/words.ts'

export { setupCheckpointer } from './checkpointer.ts'
export { type ModelEnv, readModelEnv } from './models/env.ts'
export type { ModelEntry } from './models/registry.ts'

export interface AgentOptions {
  env: ModelEnv
  /** A database pool; tests pass a store. */
  checkpointer: { database: Connection } | { saver: BaseCheckpointSaver }
  log: AgentLog
  /** Replaces the environment's models. */
  models?: ModelEntry[]
  limits?: Partial<AgentLimits>
  /** By the model's name. */
  prices?: Readonly<Record<string, ModelPrice>>
  /** Longest silence of a model, ms. */
  silenceMs?: number
  retries?: number
  backoff?: Backoff
}

const toolSpecs = tools.map(({ name, description, schema }) => {
  const { $schema: _, ...parameters } = z.toJSONSchema(schema, { io: 'input' })
  return { type: 'function' as const, function: { name, description, parameters } }
})

/** `close` ends the agent's database connections. */
export async function createAgent(
  options: AgentOptions,
): Promise<Agent & { close(): Promise<void> }> {
  const { log, checkpointer } = options
  // Loaded lazily: the providers' clients are large.
  const entries = options.models ?? (await import('./models/registry.ts')).modelEntries(options.env)
  const owned =
    'database' in checkpointer
      ? openCheckpointer(checkpointer.database, (err) =>
          log.warn({ err }, 'A checkpoint connection broke'),
        )
      : null
  const saver = 'saver' in checkpointer ? checkpointer.saver : owned
  if (saver === null) throw new Error('The agent needs a place for its checkpoints.')

  /** Throws ModelError. */
  const entryOf = (model: string): ModelEntry => {
    const entry = entries.find(({ id }) => id === model)
    if (entry) return entry
    throw new ModelError('model_refused', words.model.unknown(model))
  }
  const priceOf = (name: string) =>
    Object.hasOwn(options.prices ?? {}, name) ? (options.prices?.[name] ?? null) : null
  const callOf = ({ host, saysFinish }: ModelEntry, model: ModelCall['model']): ModelCall => ({
    model,
    host,
    saysFinish,
    silenceMs: options.silenceMs ?? 60_000,
    retries: options.retries ?? 3,
    backoff: options.backoff ?? { baseMs: 1_000, maxMs: 8_000 },
  })
  const attemptAt = (run: RunContext, entry: ModelEntry): Attempt => {
    const model = entry.create()
    if (model.bindTools === undefined) throw new Error(`The model ${entry.id} can't use tools.`)
    return {
      run,
      steps: new RunSteps(run.journal),
      call: callOf(entry, model.bindTools(toolSpecs)),
      sees: entry.sees,
      price: priceOf(entry.label),
      limits: { ...agentLimits, ...options.limits },
      log,
    }
  }

  return {
    models: () => entries.map(({ id, label, demo }) => ({ id, label, demo })),
    async run(context) {
      try {
        const worked = work(attemptAt(context, entryOf(context.model)), saver)
        return await orAbort(worked, delayedAbort(context.signal, graceMs))
      } catch (error) {
        return endOf(error, context.signal)
      }
    },
    async judge(question, signal) {
      const entry = entryOf(question.model)
      return judge(callOf(entry, entry.create()), question, signal)
    },
    check: checkFiles,
    forget: (runId) => saver.deleteThread(runId),
    async close() {
      await owned?.end()
    },
  }
}

/**
 * Time (ms) that an aborted attempt gets to finish its current write, so that nothing is written
 * after it ends. Limited because the database may hang.
 */
const graceMs = 600

async function work(attempt: Attempt, saver: BaseCheckpointSaver): Promise<AgentResult> {
  const { run, limits } = attempt
  // The graph doesn't get the signal: it would abandon a node in mid-write. Nodes check it
  // themselves.
  const graph = buildGraph(attempt, saver)
  const config = {
    configurable: { thread_id: run.runId },
    recursionLimit: limits.steps * 3 + 20,
    durability: 'sync' as const,
  }
  const begin = async () => graph.invoke({ cleanTree: await firstTree(attempt) }, config)
  const before = await graph.getState(config)
  let outcome: AgentResult | null | undefined = before.values.outcome
  if (!outcome && before.next.length > 0) outcome = (await graph.invoke(null, config)).outcome
  if (!outcome) {
    // A kill can leave a checkpoint without a next node. Delete it: the rows hold the progress.
    await saver.deleteThread(run.runId)
    outcome = (await begin()).outcome
  }
  if (!outcome) throw new Error(`The graph of run ${run.runId} ended without an outcome.`)
  return outcome
}

/** Returns '' if steps have settled but their checkpoints are lost. */
async function firstTree({ run, steps }: Attempt): Promise<string> {
  return (await steps.step(0)) === null ? run.files.hash() : ''
}

/** Only model errors become a result; others are thrown. */
function endOf(error: unknown, signal: AbortSignal): AgentResult {
  if (error instanceof StaleLeaseError) throw error
  signal.throwIfAborted()
  if (error instanceof ModelError) {
    return { ok: false, code: error.code, message: error.message }
  }
  throw error
}
