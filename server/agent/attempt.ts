import type { RunContext } from '../agent-port/agent.ts'
import type { ModelCall } from './model-call.ts'
import type { RunSteps } from './run-steps.ts'

/** The part of a logger that the agent uses. */
export interface AgentLog {
  warn(details: object, message: string): void
}

export interface AgentLimits {
  /** Model calls in a run. */
  steps: number
  /** Checks that the graph makes by itself, in a run. */
  gateRounds: number
}

export const agentLimits: AgentLimits = { steps: 40, gateRounds: 4 }

/** What the graph's nodes work with during one attempt at a run. */
export interface Attempt {
  run: RunContext
  steps: RunSteps
  call: ModelCall
  limits: AgentLimits
  log: AgentLog
}
