import type { RunContext } from '../agent-port/agent.ts'
import type { ModelCall } from './model-call.ts'
import type { RunSteps } from './run-steps.ts'

export interface AgentLog {
  warn(details: object, message: string): void
}

export interface AgentLimits {
  /** Maximum model calls per run. */
  steps: number
  /** Read and written by the model, per run. Null: no limit. */
  tokens: number | null
  /** Per run, where the model's price is known. Null: no limit. */
  cost: number | null
  /** Maximum checks per run that the graph starts. */
  gateRounds: number
}

export const agentLimits: AgentLimits = { steps: 40, tokens: null, cost: null, gateRounds: 4 }

/** Of a million tokens, in the operator's currency. */
export interface ModelPrice {
  input: number
  output: number
}

export interface Attempt {
  run: RunContext
  steps: RunSteps
  call: ModelCall
  /** Whether the model sees pictures. */
  sees: boolean
  /** Null: nobody has set it. */
  price: ModelPrice | null
  limits: AgentLimits
  log: AgentLog
}
