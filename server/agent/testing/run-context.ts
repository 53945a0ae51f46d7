import { newId } from '../../../shared/ids.ts'
import type { RunContext } from '../../agent-port/agent.ts'
import { noBrowser } from '../../browser/testing/no-browser.ts'
import { FakeSandbox } from './fake-sandbox.ts'
import { MemoryRows } from './memory-rows.ts'

/** `again` gives the next attempt at the same run. */
export function fakeRun(
  files: Record<string, string> = {},
  parts: Partial<
    Pick<RunContext, 'model' | 'prompt' | 'history' | 'sandbox' | 'browser' | 'time'>
  > = {},
) {
  const rows = new MemoryRows(files)
  const sandbox = new FakeSandbox(rows)
  const ids = { runId: newId(), sessionId: newId() }
  const attempt = (number: number, signal: AbortSignal): RunContext => ({
    ...ids,
    attempt: number,
    model: 'scripted',
    history: [],
    prompt: { name: 'Ada', text: 'Build something' },
    journal: rows.journal,
    files: rows.runFiles,
    versions: rows.runVersions,
    sandbox,
    browser: noBrowser,
    time: { usedMs: () => 0, limitMs: 300_000 },
    signal,
    ...parts,
  })
  return { rows, sandbox, ...ids, attempt, context: attempt(1, new AbortController().signal) }
}

export function keptLog() {
  const warnings: string[] = []
  return { warnings, warn: (_details: object, message: string) => void warnings.push(message) }
}
