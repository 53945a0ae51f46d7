import type { Agent, RunContext } from '../../agent-port/agent.ts'

const usage = { inputTokens: 1, outputTokens: 1 }

/** The text differs per attempt, as a resumed model's does. */
function piecesOf(context: RunContext, step: number) {
  return [...`${context.prompt.text.slice(0, 6)} ${step} at ${context.attempt}`].map(
    (letter) => letter,
  )
}

/**
 * Emits one piece each time the test allows: text, a file change, more text. Resumes from what has
 * settled.
 */
export function createFuzzAgent(): Agent & { go: (count: number) => void; free: () => void } {
  let waiting: Array<() => void> = []
  let free = false
  const turn = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const onAbort = () => reject(signal.reason)
      if (signal.aborted) return onAbort()
      signal.addEventListener('abort', onAbort, { once: true })
      const go = () => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      if (free) go()
      else waiting.push(go)
    })
  const say = async (context: RunContext, step: number, callId: string | null) => {
    if (await context.journal.settledStep(step)) return
    let text = ''
    for (const piece of piecesOf(context, step)) {
      await turn(context.signal)
      context.journal.token(step, piece)
      text += piece
    }
    const toolCalls = callId ? [{ id: callId, name: 'write_file', args: {} }] : []
    await context.journal.settleStep({ step, text, toolCalls, usage })
  }
  return {
    models: () => [{ id: 'fuzz', label: 'Fuzz', demo: true }],
    async run(context) {
      const callId = `${context.runId}-0`
      await say(context, 0, callId)
      if (!(await context.journal.settledTool(callId))) {
        await context.journal.startTool({ callId, step: 0, tool: 'write_file', title: 'Writes' })
        await turn(context.signal)
        const edits = [{ path: 'src/a.ts', content: `${context.runId} ${context.attempt}\n` }]
        await context.journal.endTool({ callId, ok: true, result: 'written', edits })
      }
      await say(context, 1, null)
      return { ok: true }
    },
    judge: async () => [],
    check: async () => ({ ok: true, problems: [] }),
    forget: async () => {},
    go(count) {
      for (const next of waiting.splice(0, count)) next()
    },
    free() {
      free = true
      for (const next of waiting.splice(0)) next()
    },
  }
}
