import { buildReply } from './build.ts'
import { changeReply } from './change/reply.ts'
import { isChangeRequest } from './change/intent.ts'
import { parseChanges } from './change/parse.ts'
import type { Turn } from './conversation.ts'
import { act, listFiles, readFile, type Reply, say } from './reply.ts'
import { answer, missingTools } from './talk.ts'
import { isStarter, readFiles, wantsNewApp } from './workspace.ts'

/** Files that each turn looks at before it decides anything. */
const FIRST_LOOK = ['src/App.tsx', 'src/index.css', 'index.html']

const NEEDED_TOOLS = ['list_files', 'read_file', 'write_file', 'edit_file']

/**
 * The next step of the turn. It depends on the conversation and the bound tools alone, so a turn
 * that was cut off anywhere goes on from its messages.
 */
export function nextReply(turn: Turn, tools: ReadonlySet<string>): Reply {
  if (turn.request === '') return say('Tell me what you want to build, in a sentence or two.')
  if (turn.calls.length === 0) {
    const talk = answer(turn.request)
    if (talk !== undefined) return say(talk)
    const missing = NEEDED_TOOLS.filter((tool) => !tools.has(tool))
    if (missing.length > 0) return say(missingTools(missing))
    return act('Let me look at what is there first.', [
      listFiles(),
      ...FIRST_LOOK.map((path) => readFile(path)),
    ])
  }
  const seen = readFiles(turn.calls)
  if (seen.paths === undefined) {
    return say(
      `I could not list the app’s files: ${seen.failure ?? 'no answer'}. Nothing was changed.`,
    )
  }
  const changes = parseChanges(turn.request)
  const starter = isStarter(seen.paths)
  const fresh = starter
    ? changes.length === 0 || !isChangeRequest(turn.request)
    : wantsNewApp(turn.request)
  return fresh
    ? buildReply(turn, seen.paths, seen, tools)
    : changeReply(turn, seen.paths, seen, tools, changes)
}
