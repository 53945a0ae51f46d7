import { buildReply } from './build.ts'
import { changeReply } from './change/reply.ts'
import { isChangeRequest } from './change/intent.ts'
import { parseChanges } from './change/parse.ts'
import type { Call, Turn } from './conversation.ts'
import { act, listFiles, readFile, type Reply, say } from './reply.ts'
import { answer, missingTools } from './talk.ts'
import { undoReply } from './undo.ts'
import { isStarter, readFiles, wantsNewApp } from './workspace.ts'

/** Files that each turn looks at before it decides anything. */
const firstLook = ['src/App.tsx', 'src/index.css', 'index.html']

const neededTools = ['list_files', 'read_file', 'write_file', 'edit_file']

/**
 * The next step of a turn with all that people said meanwhile: what is under way is finished first, then each of those in its
 * order.
 */
export function nextReply(turn: Turn, tools: ReadonlySet<string>): Reply {
  let { request, calls } = turn
  for (const steer of turn.steers) {
    const done = playBack(request, calls, tools)
    if (!done.finished) return done.reply
    request = steer
    calls = calls.slice(done.used)
    // checks that the agent made of what is finished say nothing of what comes now
    while (calls[0]?.name === 'check_app') calls = calls.slice(1)
  }
  return replyTo({ request, calls, steers: [] }, tools)
}

/** Goes through the steps of a request again: whether it is finished with these calls, and how many were its own. */
function playBack(
  request: string,
  calls: Call[],
  tools: ReadonlySet<string>,
): { finished: true; used: number } | { finished: false; reply: Reply } {
  let used = 0
  for (;;) {
    const reply = replyTo({ request, calls: calls.slice(0, used), steers: [] }, tools)
    if (reply.calls.length === 0) return { finished: true, used }
    if (used + reply.calls.length > calls.length) return { finished: false, reply }
    used += reply.calls.length
  }
}

/**
 * The next step of one request. It depends on the conversation and the bound tools alone, so a turn
 * that was cut off anywhere goes on from its messages.
 */
function replyTo(turn: Turn, tools: ReadonlySet<string>): Reply {
  if (turn.request === '') return say('Tell me what you want to build, in a sentence or two.')
  const undo = undoReply(turn, tools)
  if (undo) return undo
  if (turn.calls.length === 0) {
    const talk = answer(turn.request)
    if (talk !== undefined) return say(talk)
    const missing = neededTools.filter((tool) => !tools.has(tool))
    if (missing.length > 0) return say(missingTools(missing))
    return act('Let me look at what is there first.', [
      listFiles(),
      ...firstLook.map((path) => readFile(path)),
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
