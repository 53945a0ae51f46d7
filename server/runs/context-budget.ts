import type { ConversationTurn } from '../agent-port/agent.ts'

/** About how many characters of conversation a model call may carry: 100,000 tokens at four characters each. */
export const conversationRoom = 400_000

/** What is left of a tool's result or of an argument where room is needed, in characters. */
export const cutLength = 400

function leastOf(value: unknown): number {
  if (typeof value === 'string') return Math.min(value.length, cutLength)
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce((sum: number, inner) => sum + leastOf(inner), 0)
}

/**
 * How many characters a turn takes up at least, with all cut in it that can be cut. Never more than it does take up: turns
 * before such a sum that is above the room are in no model call, so they need not be read.
 */
export function leastRoomOf(turn: ConversationTurn): number {
  if (turn.from === 'person') return turn.text.length
  const steered = turn.steers.reduce((sum, { text }) => sum + text.length, 0)
  return turn.steps.reduce((sum, { text, toolCalls, results }) => {
    const called = toolCalls.reduce((all, { name, args }) => all + name.length + leastOf(args), 0)
    const answered = results.reduce((all, { result }) => all + leastOf(result), 0)
    return sum + text.length + called + answered
  }, steered)
}
