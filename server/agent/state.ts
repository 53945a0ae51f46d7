import { Annotation } from '@langchain/langgraph'
import type { AgentResult } from '../agent-port/agent.ts'
import { type LoopGuard, newLoopGuard } from './loop-guard.ts'

function last<T>(initial: () => T) {
  return Annotation<T>({ reducer: (_before: T, after: T) => after, default: initial })
}

/**
 * What a checkpoint holds of a run: small, for texts and results are rows. A node that runs again after a kill finds its work
 * in the rows and comes to the same state.
 */
export const State = Annotation.Root({
  /** The number of the next model call. */
  step: last(() => 0),
  /** Hash of the tree that was clean when it was last checked, or with which the run began. */
  cleanTree: last(() => ''),
  gateRounds: last(() => 0),
  /** What the graph's last own check found; null where there was none or it was clean. */
  leftOver: last<string | null>(() => null),
  loopGuard: last<LoopGuard>(newLoopGuard),
  outcome: last<AgentResult | null>(() => null),
})
export type State = typeof State.State
export type Update = typeof State.Update
