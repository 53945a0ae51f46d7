import { z } from 'zod'
import { bringFiles, changesAfter, outputOf, runInSandbox } from './command.ts'
import { defineTool, done, failed } from './tool.ts'

const timeoutMs = 120_000

export const runCommand = defineTool({
  name: 'run_command',
  description:
    "Runs a shell command in the app's folder in its sandbox, for at most two minutes, and gives its output. The dev server runs already: never start one. Only the package registry can be reached.",
  schema: z.object({ command: z.string().trim().min(1, 'The command is empty.').max(8_000) }),
  title: ({ command }) => command,
  async run({ command }, context) {
    await bringFiles(context)
    const result = await runInSandbox(command, timeoutMs, context)
    const { edits, notes } = await changesAfter(context)
    const lines = [outputOf(result) || '(no output)', ...notes]
    if (result.timedOut) lines.push(`Ended after ${timeoutMs / 1000} s: it took too long.`)
    else lines.push(`Exit code ${result.exitCode}`)
    const text = lines.join('\n')
    return result.exitCode === 0 && !result.timedOut ? done(text, edits) : failed(text, edits)
  },
})
