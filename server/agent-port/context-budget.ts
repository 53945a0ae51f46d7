import type { ConversationTurn } from './agent.ts'

/** Characters per model call: 100,000 tokens at about four each. */
export const contextBudget = 400_000

/** What a picture of 1,024 px counts, in characters: about 1,500 tokens. */
export const pictureLength = 6_000

/** Characters kept of a shortened tool result or argument. */
export const cutLength = 400

function minLengthOf(value: unknown): number {
  if (typeof value === 'string') return Math.min(value.length, cutLength)
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce((sum: number, inner) => sum + minLengthOf(inner), 0)
}

/**
 * Lower bound in characters. Once the newest turns exceed the budget, history need not be read
 * further back.
 */
export function minSizeOf(turn: ConversationTurn): number {
  if (turn.from === 'person') return turn.text.length
  const steered = turn.steers.reduce((sum, { text }) => sum + text.length, 0)
  return turn.steps.reduce((sum, { text, toolCalls, results }) => {
    const called = toolCalls.reduce(
      (all, { name, args }) => all + name.length + minLengthOf(args),
      0,
    )
    const returned = results.reduce((all, { result }) => all + minLengthOf(result), 0)
    return sum + text.length + called + returned
  }, steered)
}
