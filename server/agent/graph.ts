import { type BaseCheckpointSaver, END, START, StateGraph } from '@langchain/langgraph'
import type { Attempt } from './attempt.ts'
import { usedUp } from './budget.ts'
import { closeNode } from './close-node.ts'
import { gateNode } from './gate-node.ts'
import { modelNode } from './model-node.ts'
import { State, type Update } from './state.ts'
import { toolsNode } from './tools-node.ts'

/**
 * Model ⇄ tools until the model makes no tool call, then the gate, which may send it back. `close`
 * ends a run that hit a limit.
 */
export function buildGraph(attempt: Attempt, checkpointer: BaseCheckpointSaver) {
  const { limits, steps } = attempt
  const watched =
    (node: (state: State, attempt: Attempt) => Promise<Update>) =>
    (state: State): Promise<Update> => {
      attempt.run.signal.throwIfAborted()
      return node(state, attempt)
    }
  const goOn = async ({ step, loopGuard }: State): Promise<'model' | 'close'> =>
    loopGuard.tripped !== null || (await usedUp(step, attempt)) !== null ? 'close' : 'model'

  return new StateGraph(State)
    .addNode('model', watched(modelNode))
    .addNode('tools', watched(toolsNode))
    .addNode('gate', watched(gateNode))
    .addNode('close', watched(closeNode))
    .addEdge(START, 'model')
    .addConditionalEdges(
      'model',
      async ({ step }) => ((await steps.step(step - 1))?.toolCalls.length ? 'tools' : 'gate'),
      ['tools', 'gate'],
    )
    .addConditionalEdges('tools', goOn, ['model', 'close'])
    .addConditionalEdges(
      'gate',
      (state) => {
        if (state.outcome !== null) return END
        return state.gateRounds >= limits.gateRounds ? 'close' : goOn(state)
      },
      ['model', 'close', END],
    )
    .addEdge('close', END)
    .compile({ checkpointer })
}
