import type { Turn } from './conversation.ts'
import { act, type Reply, say } from './reply.ts'

const asksForUndo =
  /^(?:(?:please|can you|could you)\s+)?(?:undo|revert|take back|roll back)\s+(?:(?:the|my|our)\s+)?(?:last|latest|newest|previous)\s+(?:change|message|version|edit)\W*$/i

const neededTools = ['list_versions', 'propose_undo']

/** The newest version that is in force, from what list_versions says. */
function newest(list: string): number | null {
  for (const line of list.split('\n')) {
    const number = Number(/^version (\d+)/.exec(line)?.[1])
    if (number > 0 && !/undone by version \d+\)$/.test(line)) return number
  }
  return null
}

/** Answers a request to undo the last change; undefined if it is none. */
export function undoReply({ request, calls }: Turn, tools: ReadonlySet<string>): Reply | undefined {
  if (!asksForUndo.test(request) || neededTools.some((tool) => !tools.has(tool))) return undefined
  const list = calls.find(({ name }) => name === 'list_versions')
  if (!list) return act('Let me look at what changed last.', [{ name: 'list_versions', args: {} }])
  const proposal = calls.find(({ name }) => name === 'propose_undo')
  if (!proposal) {
    const version = list.failed ? null : newest(list.result ?? '')
    if (version === null) return say('There is no change that could be undone yet.')
    return act(`I propose to undo version ${version}.`, [
      { name: 'propose_undo', args: { version } },
    ])
  }
  return proposal.failed
    ? say(`I could not propose that: ${proposal.result ?? 'no answer'}`)
    : say(
        'Press “Undo this” above to see what that changes, and to confirm it. Later changes stay, and nothing has changed yet.',
      )
}
