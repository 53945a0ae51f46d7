import { Annotation } from '@langchain/langgraph'
import type { AgentResult } from '../agent-port/agent.ts'
import { type LoopGuard, newLoopGuard } from './loop-guard.ts'

function last<T>(initial: () => T) {
  return Annotation<T>({ reducer: (_before: T, after: T) => after, default: initial })
}

/**
 * Checkpointed, so keep it small: texts and results are rows. A node that runs again after a kill
 * must reach the same state from the rows.
 */
export const State = Annotation.Root({
  /** Number of the next model call. */
  step: last(() => 0),
  /** Hash of the tree at the last clean check, or at the run's start. */
  cleanTree: last(() => ''),
  gateRounds: last(() => 0),
  /** Problems found by the last check. */
  leftOver: last<string | null>(() => null),
  loopGuard: last<LoopGuard>(newLoopGuard),
  outcome: last<AgentResult | null>(() => null),
})
export type State = typeof State.State
export type Update = typeof State.Update
