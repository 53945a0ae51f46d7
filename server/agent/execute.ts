import { storable } from '../../shared/storable.ts'
import { limits } from '../../shared/limits.ts'
import { truncate, truncateMiddle } from '../../shared/truncate.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { StaleLeaseError } from '../agent-port/stale-lease-error.ts'
import type { SettledTool, ToolCall } from '../agent-port/agent.ts'
import { orAbort } from '../lib/async.ts'
import { holdSecret, withoutSecretsIn } from '../lib/secrets.ts'
import type { Attempt } from './attempt.ts'
import { unreadableProblem } from './tool-arguments.ts'
import { toolByName, tools } from './tools/index.ts'
import { failed, type ToolOutcome } from './tools/tool.ts'

/** `fresh` is false if an earlier attempt settled the call. */
interface Executed extends SettledTool {
  changed: boolean
  fresh: boolean
  title: string
}

/** Turns every error into a result for the model, except an abort or a stale lease. */
async function outcomeOf(call: ToolCall, { run, sees, log }: Attempt): Promise<ToolOutcome> {
  const tool = toolByName(call.name)
  if (tool === undefined) {
    const names = tools.map(({ name }) => name).join(', ')
    return failed(
      `There is no tool “${truncate(call.name, limits.nameLength)}”. The tools are: ${names}.`,
    )
  }
  const unreadable = unreadableProblem(call.args)
  if (unreadable !== null) return failed(unreadable)
  const { sessionId, files, versions, sandbox, browser, signal } = run
  try {
    const context = { sessionId, files, versions, sandbox, browser, sees, signal }
    return await orAbort(tool.run(call.args, context), signal)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof StaleLeaseError) throw error
    log.warn({ err: error, runId: run.runId, tool: call.name }, 'A tool failed')
    const words = error instanceof AppError ? error.message : 'something went wrong on the server'
    return failed(`${call.name} could not do its work: ${words}`)
  }
}

/** Code in an unconfined sandbox can read the server's environment. */
function hideSecrets({ edits, ...outcome }: ToolOutcome): ToolOutcome {
  const telling = edits.filter(
    ({ content }) => content instanceof Uint8Array && holdSecret(content),
  )
  const binary = edits.filter(
    (edit) => edit.content instanceof Uint8Array && !telling.includes(edit),
  )
  const texts = edits.filter(({ content }) => !(content instanceof Uint8Array))
  const hidden = withoutSecretsIn({ ...outcome, edits: texts })
  const notes = telling.map(
    ({ path }) => `Not kept: ${path} has a key or password of the server in it.`,
  )
  return {
    ...hidden,
    result: [hidden.result, ...notes].join('\n'),
    edits: [...hidden.edits, ...binary],
  }
}

/**
 * Runs a tool call once; a settled result is returned as stored. Edits and result are one
 * transaction, so a killed call leaves nothing behind.
 */
export async function execute(call: ToolCall, step: number, attempt: Attempt): Promise<Executed> {
  const { run, steps, log } = attempt
  const { journal, sandbox, signal } = run
  const title = toolByName(call.name)?.title(call.args) ?? truncate(call.name, limits.nameLength)
  const settled = await steps.tool(call.id)
  if (settled) return { ...settled, changed: false, fresh: false, title }
  signal.throwIfAborted()
  await journal.startTool({ callId: call.id, step, tool: call.name, title })
  const { pictures = [], ...said } = await outcomeOf(call, attempt)
  const outcome = hideSecrets(said)
  let { ok } = outcome
  let result = storable(truncateMiddle(outcome.result, limits.toolResultLength))
  const { edits, checks } = outcome
  const changes = await journal
    .endTool({ callId: call.id, ok, result, edits, checks })
    .catch(async (error: unknown) => {
      if (!(error instanceof AppError && error.code === 'bad_input')) throw error
      ;({ ok, result } = failed(`Nothing was changed. ${error.message}`))
      return journal.endTool({ callId: call.id, ok, result, edits: [] })
    })
  steps.addTool({ callId: call.id, ok, result })
  if (attempt.sees && pictures.length > 0) steps.pictures.set(call.id, pictures)
  if (changes.length > 0) {
    // Not awaited: a failure surfaces when the sandbox is next needed.
    sandbox.sync().catch((error: unknown) => {
      log.warn({ err: error, runId: run.runId }, 'The sandbox could not follow an edit')
    })
  }
  return { callId: call.id, ok, result, changed: changes.length > 0, fresh: true, title }
}
