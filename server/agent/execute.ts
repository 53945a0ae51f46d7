import { storable } from '../../shared/storable.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { StaleLeaseError } from '../agent-port/stale-lease-error.ts'
import type { SettledTool, ToolCall } from '../agent-port/agent.ts'
import { orAbort } from '../lib/async.ts'
import type { Attempt } from './attempt.ts'
import { unreadableProblem } from './tool-arguments.ts'
import { toolByName, tools } from './tools/index.ts'
import { failed, type ToolOutcome } from './tools/tool.ts'

/** What came of a call. `fresh` is false where an earlier attempt had settled it. */
interface Executed extends SettledTool {
  changed: boolean
  fresh: boolean
  title: string
}

/** The tool's own outcome; whatever it throws, but the end of the attempt, becomes a result that the model can read. */
async function outcomeOf(call: ToolCall, { run, log }: Attempt): Promise<ToolOutcome> {
  const tool = toolByName(call.name)
  if (tool === undefined) {
    const names = tools.map(({ name }) => name).join(', ')
    return failed(`There is no tool “${call.name}”. The tools are: ${names}.`)
  }
  const unreadable = unreadableProblem(call.args)
  if (unreadable !== null) return failed(unreadable)
  const { files, sandbox, signal } = run
  try {
    return await orAbort(tool.run(call.args, { files, sandbox, signal }), signal)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof StaleLeaseError) throw error
    log.warn({ err: error, runId: run.runId, tool: call.name }, 'A tool failed')
    const words = error instanceof AppError ? error.message : 'something went wrong on the server'
    return failed(`${call.name} could not do its work: ${words}`)
  }
}

/**
 * Makes a tool call once: a result that is a row already is taken as it is. The edits and the result are stored together, so
 * a call that is made again after a kill has left nothing behind.
 */
export async function execute(call: ToolCall, step: number, attempt: Attempt): Promise<Executed> {
  const { run, steps, log } = attempt
  const { journal, sandbox, signal } = run
  const title = toolByName(call.name)?.title(call.args) ?? call.name
  const settled = await steps.tool(call.id)
  if (settled) return { ...settled, changed: false, fresh: false, title }
  signal.throwIfAborted()
  await journal.startTool({ callId: call.id, step, tool: call.name, title })
  const outcome = await outcomeOf(call, attempt)
  const { ok } = outcome
  const result = storable(outcome.result)
  const changes = await journal.endTool({ callId: call.id, ok, result, edits: outcome.edits })
  steps.addTool({ callId: call.id, ok, result })
  if (changes.length > 0) {
    // Not waited for: the next tool may go on. A failure comes up where the sandbox is needed.
    sandbox.sync().catch((error: unknown) => {
      log.warn({ err: error, runId: run.runId }, 'The sandbox could not follow an edit')
    })
  }
  return { callId: call.id, ok, result, changed: changes.length > 0, fresh: true, title }
}
