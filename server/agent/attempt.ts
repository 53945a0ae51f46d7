import type { RunContext } from '../agent-port/agent.ts'
import type { ModelCall } from './model-call.ts'
import type { RunSteps } from './run-steps.ts'

export interface AgentLog {
  warn(details: object, message: string): void
}

export interface AgentLimits {
  /** Maximum model calls per run. */
  steps: number
  /** Maximum checks per run that the graph starts. */
  gateRounds: number
}

export const agentLimits: AgentLimits = { steps: 40, gateRounds: 4 }

export interface Attempt {
  run: RunContext
  steps: RunSteps
  call: ModelCall
  limits: AgentLimits
  log: AgentLog
}
